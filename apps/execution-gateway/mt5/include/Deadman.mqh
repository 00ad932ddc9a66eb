//+------------------------------------------------------------------+
//| Deadman.mqh - what is done when no gateway has been there for     |
//| long. It acts once for each absence, on what carries a number of  |
//| Meridian, and tells the next leader what it did, also after a     |
//| restart of the EA.                                                |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_DEADMAN_MQH
#define MERIDIAN_DEADMAN_MQH
#include "Session.mqh"
#include "Memory.mqh"

#define DEADMAN_HOLD    0
#define DEADMAN_CANCEL  1
#define DEADMAN_FLATTEN 2
#define FIRST_ORDER_ID  1000001   // what is below is not a number of Meridian

ulong g_absentSince=0;
bool  g_deadmanActed=false;

string DeadmanName(const string what)
  {
   string name=g_prefix;
   name+="deadman.";
   name+=what;
   return(name);
  }
bool IsOurs(const ulong magic) { return(magic>=FIRST_ORDER_ID); }
bool SendDeadmanRequest(MqlTradeRequest &request)
  {
   MqlTradeResult result={};
   request.magic=DEADMAN_MAGIC;
   request.comment="dead-man's switch";
   ResetLastError();
   if(OrderSendAsync(request,result))
      return(true);
   PrintFormat("DEAD-MAN'S SWITCH: a request was not sent (retcode %d, error %d)",(int)result.retcode,GetLastError());
   return(false);
  }
uint CancelPendings(void)
  {
   uint count=0;
   for(int i=0; i<OrdersTotal(); i++)
     {
      ulong ticket=OrderGetTicket(i);
      if(ticket==0 || !IsOurs((ulong)OrderGetInteger(ORDER_MAGIC)))
         continue;
      MqlTradeRequest request={};
      request.action=TRADE_ACTION_REMOVE;
      request.order=ticket;
      if(SendDeadmanRequest(request))
         count++;
     }
   return(count);
  }
uint ClosePositions(void)
  {
   uint count=0;
   for(int i=0; i<PositionsTotal(); i++)
     {
      ulong ticket=PositionGetTicket(i);
      if(ticket==0 || !IsOurs((ulong)PositionGetInteger(POSITION_MAGIC)))
         continue;
      MqlTradeRequest request={};
      MqlTick now={};
      request.action=TRADE_ACTION_DEAL;
      request.symbol=PositionGetString(POSITION_SYMBOL);
      request.position=ticket;
      request.volume=PositionGetDouble(POSITION_VOLUME);
      bool buys=((ENUM_POSITION_TYPE)PositionGetInteger(POSITION_TYPE)==POSITION_TYPE_SELL);
      request.type=buys ? ORDER_TYPE_BUY : ORDER_TYPE_SELL;
      if(SymbolInfoTick(request.symbol,now))
         request.price=buys ? now.ask : now.bid;
      request.deviation=1000000;               // out at any price
      long mask=SymbolInfoInteger(request.symbol,SYMBOL_FILLING_MODE);
      ENUM_SYMBOL_TRADE_EXECUTION mode=(ENUM_SYMBOL_TRADE_EXECUTION)SymbolInfoInteger(request.symbol,SYMBOL_TRADE_EXEMODE);
      request.type_filling=ORDER_FILLING_FOK;
      if(mode==SYMBOL_TRADE_EXECUTION_MARKET && (mask&1)==0 && (mask&2)!=0)
         request.type_filling=ORDER_FILLING_IOC;
      if(mode==SYMBOL_TRADE_EXECUTION_EXCHANGE && (mask&1)==0)
         request.type_filling=ORDER_FILLING_RETURN;
      if(SendDeadmanRequest(request))
         count++;
     }
   return(count);
  }
//--- on every timer; what can't be done now, because the server is away or trading is off, is done when it can
void CheckDeadman(void)
  {
   if(g_link==LINK_UP)
     {
      g_absentSince=GetTickCount64();
      g_deadmanActed=false;
      return;
     }
   if(InpDeadman==DEADMAN_HOLD || g_deadmanActed || GetTickCount64()-g_absentSince<(ulong)InpDeadmanSec*1000)
      return;
   if(!ServerConnected() || !TradeAllowed())
      return;
   g_deadmanActed=true;
   PrintFormat("DEAD-MAN'S SWITCH: no gateway for %d s",InpDeadmanSec);
   WriteVariable(DeadmanName("at"),(ulong)TimeGMT()*1000);
   WriteVariable(DeadmanName("epoch"),g_highestEpoch);
   WriteVariable(DeadmanName("action"),(ulong)InpDeadman);
   GlobalVariablesFlush();
   uint canceled=CancelPendings();
   uint closed=(InpDeadman==DEADMAN_FLATTEN) ? ClosePositions() : 0;
   WriteVariable(DeadmanName("canceled"),canceled);
   WriteVariable(DeadmanName("closed"),closed);
   GlobalVariablesFlush();
   PrintFormat("DEAD-MAN'S SWITCH: %d orders cancelled, %d positions closed",(int)canceled,(int)closed);
  }
void SendDeadman(void)
  {
   ulong atMs=ReadVariable(DeadmanName("at"));
   if(atMs==0)
      return;
   ulong action=ReadVariable(DeadmanName("action"));
   Begin(MSG_DEADMAN_REPORT);
   g_out.U8(action==DEADMAN_FLATTEN ? WIRE_DEADMAN_FLATTEN : WIRE_DEADMAN_CANCEL);
   g_out.U64(atMs);
   g_out.U64(ReadVariable(DeadmanName("epoch")));
   g_out.U32((uint)ReadVariable(DeadmanName("canceled")));
   g_out.U32((uint)ReadVariable(DeadmanName("closed")));
   End();
  }
//--- a leader that asks for the picture has heard it
void ForgetDeadman(void)
  {
   if(ReadVariable(DeadmanName("at"))==0)
      return;
   WriteVariable(DeadmanName("at"),0);
   WriteVariable(DeadmanName("canceled"),0);
   WriteVariable(DeadmanName("closed"),0);
   GlobalVariablesFlush();
  }
#endif
