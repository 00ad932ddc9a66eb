//+------------------------------------------------------------------+
//| Meridian.mq5 - connects this terminal to a Meridian gateway       |
//| One source for MetaEditor and g++: the rules of the subset are in |
//| docs/mt5.md, and lint.ts keeps them.                              |
//+------------------------------------------------------------------+
#ifdef __MQL5__
#property copyright "Meridian, Apache-2.0"
#property version   "0.10"
#property description "Add the gateway's address to Tools > Options > Expert Advisors > Allow WebRequest for listed URL,"
#property description "and switch Algo Trading on."
#endif
#include "../include/Compat.mqh"

input string InpHost       = "127.0.0.1"; // Gateway host
input int    InpPort       = 7403;        // Gateway port
input string InpKey        = "";          // Key of this terminal (hex text)
input int    InpTimerMs    = 10;          // Timer, ms
input int    InpBudgetMs   = 8;           // Blocking reads per timer event while idle, ms
input int    InpDeadlineMs = 5000;        // Silence of the gateway that drops the line, ms

#include "../include/Link.mqh"

int OnInit(void)
  {
   if(StringLen(InpKey)<32)
     {
      Print("SETTING NEEDED: the input 'Key of this terminal' is missing or too short; the portal shows it");
      return(INIT_PARAMETERS_INCORRECT);
     }
   MathSrand((int)GetTickCount());
   LoadMemory();
   g_startedMs=(ulong)TimeGMT()*1000;
   g_healthyAt=GetTickCount64();
   string text="last command received: epoch ";
   text+=Num(g_lastEpoch);
   text+=", sequence ";
   text+=Num(g_lastSeq);
   Print(text);
   if(!EventSetMillisecondTimer(InpTimerMs))
     {
      Print("the terminal gave no timer");
      return(INIT_FAILED);
     }
   return(INIT_SUCCEEDED);
  }
void OnDeinit(const int reason)
  {
   EventKillTimer();
   if(g_sock!=INVALID_HANDLE)
     {
      Flush();
      SocketClose(g_sock);
     }
   g_sock=INVALID_HANDLE;
   GlobalVariablesFlush();
   PrintFormat("stopped (reason %d)",reason);
  }
void OnTimer(void)
  {
   Poll(InpBudgetMs);
   ExplainNotAllowed();
   RetryLate();
   CheckAccount();
   CheckSpecs();
   Flush();
  }
void OnTick(void)
  {
   PumpSymbol(_Symbol);
   Flush();
  }
void OnTradeTransaction(const MqlTradeTransaction &trans,const MqlTradeRequest &request,const MqlTradeResult &result)
  {
   HandleTransaction(trans,result);
   Flush();
  }
