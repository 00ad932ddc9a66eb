//+------------------------------------------------------------------+
//| Meridian.mq5 - connects this terminal to a Meridian gateway       |
//| One source for MetaEditor and g++: the rules of the subset are in |
//| docs/mt5.md, and lint.ts keeps them.                              |
//+------------------------------------------------------------------+
#ifdef __MQL5__
#property copyright "Meridian, Apache-2.0"
#property version   "0.41"
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
input int    InpHashMs     = 2000;        // How often the gateway's picture is checked, ms (0: never)
input bool   InpFrameMac   = false;       // A MAC on every frame also on this machine (elsewhere: always)
input int    InpDeadman    = 0;           // Without a gateway: 0 hold, 1 cancel pending orders, 2 flatten
input int    InpDeadmanSec = 600;         // ... after so many seconds (more than fail-over and reconnect take)

#include "../include/Panel.mqh"

int OnInit(void)
  {
   if(StringLen(InpKey)<32)
     {
      Print("SETTING NEEDED: the input 'Key of this terminal' is missing or too short; the portal shows it");
      return(INIT_PARAMETERS_INCORRECT);
     }
   if(InpDeadman<DEADMAN_HOLD || InpDeadman>DEADMAN_FLATTEN || InpDeadmanSec<1)
     {
      Print("SETTING NEEDED: 'Without a gateway' is 0, 1 or 2, and its time at least one second");
      return(INIT_PARAMETERS_INCORRECT);
     }
   MathSrand((int)GetTickCount());
   LoadMemory();
   g_startedMs=(ulong)TimeGMT()*1000;
   g_healthyAt=GetTickCount64();
   g_absentSince=g_healthyAt;
   g_link=LINK_DOWN;
   g_ready=false;
   g_nextTry=0;
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
   ReleaseBooks();
   if(g_sock!=INVALID_HANDLE)
     {
      Flush();
      SocketClose(g_sock);
     }
   g_sock=INVALID_HANDLE;
   g_link=LINK_DOWN;
   g_ready=false;
   GlobalVariablesFlush();
   Comment("");
   g_panel="";
   PrintFormat("stopped (reason %d)",reason);
  }
void OnTimer(void)
  {
   if(Poll(InpBudgetMs))
      return;
   ExplainNotAllowed();
   RetryLate();
   CheckAccount();
   CheckSpecs();
   CheckClock();
   CheckDeadman();
   SendHash();
   ShowPanel();
   Flush();
  }
void OnTick(void)
  {
   PumpSymbol(_Symbol);
   Flush();
  }
void OnBookEvent(const string &symbol)
  {
   SendBook(symbol);
   Flush();
  }
void OnTradeTransaction(const MqlTradeTransaction &trans,const MqlTradeRequest &request,const MqlTradeResult &result)
  {
   HandleTransaction(trans,result);
   Flush();
  }
