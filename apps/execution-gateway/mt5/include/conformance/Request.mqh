//+------------------------------------------------------------------+
//| Request.mqh - one request, all that the terminal told of it, and  |
//| the moment when no more of it is to be expected                   |
//+------------------------------------------------------------------+
#ifndef CONFORMANCE_REQUEST_MQH
#define CONFORMANCE_REQUEST_MQH
#include "Line.mqh"

#define ANSWER_MS 20000

uint   g_requestId=0;
uint   g_retcode=0;
bool   g_answered=false;
bool   g_sent=false;
ulong  g_answeredOrder=0;
ulong  g_magic=0;          // of the orders of the probe in hand
ulong  g_requestAt=0;
ulong  g_heardAt=0;
string g_heard="";         // transactions in the order in which they came
ARR(ulong,g_deals);        // announced since the step began
ulong  g_lateDeal=0;       // announced, but the history did not have it yet
ulong  g_lateSince=0;

string TransactionName(const ENUM_TRADE_TRANSACTION_TYPE type)
  {
   switch(type)
     {
      case TRADE_TRANSACTION_ORDER_ADD:      return("ORDER_ADD");
      case TRADE_TRANSACTION_ORDER_UPDATE:   return("ORDER_UPDATE");
      case TRADE_TRANSACTION_ORDER_DELETE:   return("ORDER_DELETE");
      case TRADE_TRANSACTION_HISTORY_ADD:    return("HISTORY_ADD");
      case TRADE_TRANSACTION_HISTORY_UPDATE: return("HISTORY_UPDATE");
      case TRADE_TRANSACTION_HISTORY_DELETE: return("HISTORY_DELETE");
      case TRADE_TRANSACTION_DEAL_ADD:       return("DEAL_ADD");
      case TRADE_TRANSACTION_DEAL_UPDATE:    return("DEAL_UPDATE");
      case TRADE_TRANSACTION_DEAL_DELETE:    return("DEAL_DELETE");
      case TRADE_TRANSACTION_POSITION:       return("POSITION");
      case TRADE_TRANSACTION_REQUEST:        return("REQUEST");
     }
   return("OTHER");
  }
//--- the filling that Meridian would choose for a market order
ENUM_ORDER_TYPE_FILLING ChosenFilling(void)
  {
   long mask=SymbolInfoInteger(_Symbol,SYMBOL_FILLING_MODE);
   long execution=SymbolInfoInteger(_Symbol,SYMBOL_TRADE_EXEMODE);
   if(execution==SYMBOL_TRADE_EXECUTION_REQUEST || execution==SYMBOL_TRADE_EXECUTION_INSTANT || (mask&1)!=0)
      return(ORDER_FILLING_FOK);
   if((mask&2)!=0)
      return(ORDER_FILLING_IOC);
   return(ORDER_FILLING_RETURN);
  }
void SendRequest(MqlTradeRequest &request)
  {
   MqlTradeResult result={};
   request.magic=g_magic;
   request.symbol=_Symbol;
   request.deviation=100;
   g_answered=false;
   g_retcode=0;
   g_answeredOrder=0;
   g_heard="";
   g_requestAt=GetTickCount64();
   g_heardAt=g_requestAt;
   ResetLastError();
   g_sent=OrderSendAsync(request,result);
   g_requestId=result.request_id;
   if(g_sent)
      return;
   g_retcode=result.retcode;
   SawNumber("not-sent","retcode",(long)result.retcode);
   SawNumber("not-sent","error",GetLastError());
  }
void SendMarket(const bool buy,const double volume,const ulong position,const ENUM_ORDER_TYPE_FILLING filling)
  {
   MqlTradeRequest request={};
   MqlTick tick={};
   SymbolInfoTick(_Symbol,tick);
   request.action=TRADE_ACTION_DEAL;
   request.type=buy ? ORDER_TYPE_BUY : ORDER_TYPE_SELL;
   request.price=buy ? tick.ask : tick.bid;
   request.volume=volume;
   request.position=position;
   request.type_filling=filling;
   SendRequest(request);
  }
bool Done(void) { return(g_retcode==10008 || g_retcode==10009 || g_retcode==10010); }
//--- nothing is outstanding: refused by the terminal, answered and quiet, or given up
bool Settled(void)
  {
   ulong now=GetTickCount64();
   if(!g_sent || now-g_requestAt>ANSWER_MS)
      return(true);
   return(g_answered && (!Done() || now-g_heardAt>(ulong)InpQuietMs) && g_lateDeal==0);
  }

void OnHeard(const MqlTradeTransaction &trans,const MqlTradeResult &result)
  {
   if(trans.type!=TRADE_TRANSACTION_REQUEST && trans.symbol!=_Symbol && trans.symbol!="")
      return;
   if(trans.type==TRADE_TRANSACTION_REQUEST && result.request_id!=g_requestId)
      return;
   if(g_heard!="")
      g_heard+=" ";
   g_heard+=TransactionName(trans.type);
   g_heardAt=GetTickCount64();
   if(trans.type==TRADE_TRANSACTION_REQUEST)
     {
      g_answered=true;
      g_retcode=result.retcode;
      g_answeredOrder=result.order;
     }
   if(trans.type!=TRADE_TRANSACTION_DEAL_ADD)
      return;
   int at=ArraySize(g_deals);
   ArrayResize(g_deals,at+1);
   g_deals[at]=trans.deal;
   bool there=HistoryDealSelect(trans.deal);
   SawFlag("history","at-once",there);
   if(there)
      return;
   g_lateDeal=trans.deal;
   g_lateSince=GetTickCount64();
  }
//--- how long the history lags behind the announcement of a deal
void CheckLateDeal(void)
  {
   if(g_lateDeal==0)
      return;
   bool there=HistoryDealSelect(g_lateDeal);
   if(!there && GetTickCount64()-g_lateSince<ANSWER_MS)
      return;
   SawNumber("history","lag-ms",there ? (long)(GetTickCount64()-g_lateSince) : -1);
   g_lateDeal=0;
  }
#endif
