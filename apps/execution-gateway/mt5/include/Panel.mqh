//+------------------------------------------------------------------+
//| Panel.mqh - how things stand, on the chart                        |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_PANEL_MQH
#define MERIDIAN_PANEL_MQH
#include "Link.mqh"

#define PANEL_EVERY_MS 1000

ulong  g_nextPanel=0;
string g_panel="";

void Line(string &text,const string label,const string value)
  {
   text+=label;
   text+=": ";
   text+=value;
   text+="\n";
  }
string LinkText(void)
  {
   string text=InpHost;
   text+=":";
   text+=Num((ulong)InpPort);
   if(g_link!=LINK_UP)
      text+=" NOT CONNECTED";
   else
     {
      text+=g_ready ? " connected, the gateway has the whole picture" : " connected, the gateway has not asked for the picture yet";
      if(g_sealed)
         text+=", every frame sealed";
     }
   return(text);
  }
string AllowedText(void)
  {
   if(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)==0)
      return("SETTING NEEDED: switch the 'Algo Trading' button on");
   if(MQLInfoInteger(MQL_TRADE_ALLOWED)==0)
      return("SETTING NEEDED: tick 'Allow Algo Trading' in the properties of this EA");
   return(TradeAllowed() ? "allowed" : "not allowed by the broker on this account");
  }
string DeadmanText(void)
  {
   string text="hold";
   if(InpDeadman==DEADMAN_HOLD)
      return(text);
   text=(InpDeadman==DEADMAN_FLATTEN) ? "cancel pending orders and close positions after " : "cancel pending orders after ";
   text+=Num((ulong)InpDeadmanSec);
   text+=" s without a gateway";
   if(g_deadmanActed)
      text+=": IT HAS ACTED";
   return(text);
  }
void ShowPanel(void)
  {
   if(GetTickCount64()<g_nextPanel)
      return;
   g_nextPanel=GetTickCount64()+PANEL_EVERY_MS;
   string text="Meridian ";
   text+=EA_VERSION;
   text+="\n";
   Line(text,"Gateway",LinkText());
   Line(text,"Trade server",ServerConnected() ? "connected" : "NOT CONNECTED: orders are refused");
   Line(text,"Trading",AllowedText());
   string command=Num(g_lastSeq);
   command+=" of epoch ";
   command+=Num(g_lastEpoch);
   Line(text,"Last command",command);
   string counts=Num((ulong)PositionsTotal());
   counts+=" positions, ";
   counts+=Num((ulong)OrdersTotal());
   counts+=" orders, ";
   counts+=Num(g_ticksSent);
   counts+=" ticks sent";
   Line(text,"Account",counts);
   Line(text,"Without a gateway",DeadmanText());
   if(text==g_panel)
      return;
   g_panel=text;
   Comment(text);
  }
#endif
