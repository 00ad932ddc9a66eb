//+------------------------------------------------------------------+
//| MeridianConformance.mq5 - tries on a DEMO account what of a       |
//| terminal and its broker is only assumed, and tells the kit        |
//| (npm run conformance -- listen): docs/mt5.md                      |
//| An Expert Advisor and no script: a script hears no transaction    |
//| and has no timer.                                                 |
//+------------------------------------------------------------------+
#ifdef __MQL5__
#property copyright "Meridian, Apache-2.0"
#property version   "0.10"
#property description "Opens and closes positions of the smallest volume on a DEMO account without positions or orders, and reports what the terminal did."
#endif
#include "../include/Compat.mqh"

input string InpHost           = "127.0.0.1"; // Where 'npm run conformance -- listen' runs
input int    InpPort           = 7460;        // Its port (the next one is used too)
input string InpOtherHost      = "localhost"; // Another name of that machine that is NOT in the list of allowed addresses
input string InpListed         = "";          // What you typed into the list of allowed addresses, for the record
input bool   InpTrade          = true;        // Trade (demo account, smallest volume)
input int    InpQuietMs        = 400;         // After an answer, how long without a word ends a step, ms
input int    InpWaitSec        = 300;         // How long to wait for the market to reach a stop or target, s
input bool   InpStopOut        = false;       // Also provoke a stop-out: EMPTIES THE DEMO ACCOUNT
input int    InpStopOutWaitSec = 3600;        // ... and how long to wait for it, s

#include "../include/conformance/Sockets.mqh"
#include "../include/conformance/Steps.mqh"

#define KIT_VERSION   "1"
#define TIMER_MS      10
#define TIMER_SAMPLES 100
#define PHASE_CONNECT 0
#define PHASE_TIMER   1
#define PHASE_SOCKETS 2
#define PHASE_TRADES  3
#define PHASE_OVER    4

int   g_phase=PHASE_CONNECT;
int   g_probe=0;
int   g_step=0;
bool  g_running=false;      // a step has been started and is not over
ulong g_lastTimerUs=0;
int   g_timerCount=0;

//--- trades are made up: only ever on a demo account, and a flat one, so that nothing of anybody's is touched
string WhyNoTrades(void)
  {
   if(!InpTrade)
      return("switched off by the input");
   if(AccountInfoInteger(ACCOUNT_TRADE_MODE)!=ACCOUNT_TRADE_MODE_DEMO)
      return("this is no demo account");
   if(PositionsTotal()>0 || OrdersTotal()>0)
      return("the account has positions or orders: close them first");
   if(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)==0)
      return("switch the Algo Trading button of the terminal on");
   if(MQLInfoInteger(MQL_TRADE_ALLOWED)==0)
      return("tick Allow Algo Trading in the properties of this EA");
   if(TerminalInfoInteger(TERMINAL_CONNECTED)==0)
      return("the terminal has no connection to its server");
   return("");
  }
void SayFacts(void)
  {
   Fact("kit",KIT_VERSION);
   Fact("build",Num(TerminalInfoInteger(TERMINAL_BUILD)));
   Fact("company",AccountInfoString(ACCOUNT_COMPANY));
   Fact("server",AccountInfoString(ACCOUNT_SERVER));
   Fact("demo",AccountInfoInteger(ACCOUNT_TRADE_MODE)==ACCOUNT_TRADE_MODE_DEMO ? "yes" : "no");
   Fact("positions",Hedging() ? "hedging" : "netting");
   Fact("symbol",_Symbol);
   Fact("fillingMask",Num(SymbolInfoInteger(_Symbol,SYMBOL_FILLING_MODE)));
   Fact("execution",Num(SymbolInfoInteger(_Symbol,SYMBOL_TRADE_EXEMODE)));
   Fact("chosenFilling",FillingName(ChosenFilling()));
   Fact("stopsLevel",Num(SymbolInfoInteger(_Symbol,SYMBOL_TRADE_STOPS_LEVEL)));
   Fact("freezeLevel",Num(SymbolInfoInteger(_Symbol,SYMBOL_TRADE_FREEZE_LEVEL)));
   Fact("pingUs",Num(TerminalInfoInteger(TERMINAL_PING_LAST)));
   Fact("listed",InpListed);
  }
void Finish(void)
  {
   if(PositionsTotal()>0 || OrdersTotal()>0)
      Print("LOOK AT YOUR ACCOUNT: a position or an order of the kit is left");
   SawFlag("trades","left-flat",PositionsTotal()==0 && OrdersTotal()==0);
   Say("done");
   Print("the kit is done: the report stands where 'npm run conformance' runs");
   g_phase=PHASE_OVER;
   ExpertRemove();
  }
void StartTrades(void)
  {
   string why=WhyNoTrades();
   if(why!="")
     {
      Saw("trades","skipped",why);
      Finish();
      return;
     }
   SymbolSelect(_Symbol,true);
   g_magic=((ulong)1<<62)+4096;   // as large as Meridian's numbers get
   g_phase=PHASE_TRADES;
  }
void Trade(void)
  {
   if(!g_running)
     {
      if(g_step>=STEPS)
        {
         Finish();
         return;
        }
      if(!StartStep(g_step))
         g_step++;
      else
         g_running=true;
      return;
     }
   CheckLateDeal();
   if(!StepOver(g_step))
      return;
   g_step=FinishStep(g_step);
   g_running=false;
  }
void MeasureTimer(void)
  {
   ulong now=GetMicrosecondCount();
   if(g_lastTimerUs!=0)
      SawNumber("timer","us",(long)(now-g_lastTimerUs));
   g_timerCount++;
   g_lastTimerUs=GetMicrosecondCount();
   if(g_timerCount<=TIMER_SAMPLES)
      return;
   EventKillTimer();
   EventSetMillisecondTimer(TIMER_MS);
   g_phase=PHASE_SOCKETS;
  }
int OnInit(void)
  {
   return(EventSetMillisecondTimer(1) ? INIT_SUCCEEDED : INIT_FAILED);
  }
void OnDeinit(const int reason)
  {
   EventKillTimer();
   if(g_line!=INVALID_HANDLE)
      SocketClose(g_line);
   g_line=INVALID_HANDLE;
   PrintFormat("stopped (reason %d)",reason);
  }
void Connect(void)
  {
   g_line=OpenLine(InpHost,InpPort);
   if(g_line==INVALID_HANDLE)
     {
      PrintFormat("cannot connect to %s:%d (error %d). Does 'npm run conformance -- listen' run there, and is the address in Tools > Options > Expert Advisors > 'Allow WebRequest for listed URL'?",InpHost,InpPort,g_connectError);
      g_phase=PHASE_OVER;
      ExpertRemove();
      return;
     }
   SayFacts();
   g_phase=PHASE_TIMER;
  }
void OnTimer(void)
  {
   switch(g_phase)
     {
      case PHASE_CONNECT:
         Connect();
         break;
      case PHASE_TIMER:
         MeasureTimer();
         break;
      case PHASE_SOCKETS:
         ProbeSocket(g_probe);
         g_probe++;
         if(g_probe>=SOCKET_PROBES)
            StartTrades();
         break;
      case PHASE_TRADES:
         Trade();
         break;
     }
   if(g_lineLost && g_phase!=PHASE_OVER)
     {
      g_phase=PHASE_OVER;
      ExpertRemove();
     }
  }
void OnTick(void) {}
void OnBookEvent(const string &symbol) {}
void OnTradeTransaction(const MqlTradeTransaction &trans,const MqlTradeRequest &request,const MqlTradeResult &result)
  {
   if(g_phase==PHASE_TRADES)
      OnHeard(trans,result);
  }
