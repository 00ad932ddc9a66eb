//+------------------------------------------------------------------+
//| Trade.mqh - commands of the gateway and what became of them       |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_TRADE_MQH
#define MERIDIAN_TRADE_MQH
#include "Session.mqh"
#include "Enums.mqh"
#include "Memory.mqh"
#include "Facts.mqh"
#include "State.mqh"

#define REQUESTS_KEPT       1024
#define OUTSTANDING_MS      10000   // an answer that has not come by then no longer hurries the timer

struct TradeCommand
  {
   ulong             epoch;
   ulong             seq;
   ulong             orderId;
   bool              sent;
   bool              answered;
   uint              retcode;
   uint              requestId;
   uint              lastError;
   ulong             sentAtMs;
  };
ARR(TradeCommand,g_commands);       // ring of the last REQUESTS_KEPT
ulong g_commandCount=0;
ulong g_firstOpen=0;                // no command before it awaits an answer
ARR(ulong,g_lateDeals);             // announced, but the history does not have them yet
ARR(ulong,g_lateOrders);

int CommandSlot(const ulong n) { return((int)(n%REQUESTS_KEPT)); }
ulong OldestCommand(void) { return(g_commandCount>REQUESTS_KEPT ? g_commandCount-REQUESTS_KEPT : 0); }

bool RequestOutstanding(void)
  {
   ulong now=GetTickCount64();
   if(g_firstOpen<OldestCommand())
      g_firstOpen=OldestCommand();
   while(g_firstOpen<g_commandCount)
     {
      int i=CommandSlot(g_firstOpen);
      if(g_commands[i].sent && !g_commands[i].answered && now-g_commands[i].sentAtMs<=OUTSTANDING_MS)
         return(true);
      g_firstOpen++;
     }
   return(false);
  }
ulong g_receivedUs=0;               // when the command in hand came, and when it had been passed on
ulong g_sentUs=0;
bool  g_dedup=true;                 // false in one test only: what a gateway that sends twice would do

void SendAck(const ulong epoch,const ulong seq,const ulong orderId,const bool sent,const uint retcode,const uint requestId,const uint lastError)
  {
   Begin(MSG_TRADE_ACK);
   g_out.U64(epoch);
   g_out.U64(seq);
   g_out.U64(orderId);
   g_out.Flag(sent);
   g_out.U32(retcode);
   g_out.U32(requestId);
   g_out.U32(lastError);
   g_out.U64(g_receivedUs);
   g_out.U64(g_sentUs);
   End();
  }
void KeepCommand(const ulong epoch,const ulong seq,const ulong orderId,const bool sent,const uint retcode,const uint requestId,const uint lastError)
  {
   if(ArraySize(g_commands)==0)
      ArrayResize(g_commands,REQUESTS_KEPT);
   int i=CommandSlot(g_commandCount);
   g_commands[i].epoch=epoch;
   g_commands[i].seq=seq;
   g_commands[i].orderId=orderId;
   g_commands[i].sent=sent;
   g_commands[i].answered=false;
   g_commands[i].retcode=retcode;
   g_commands[i].requestId=requestId;
   g_commands[i].lastError=lastError;
   g_commands[i].sentAtMs=GetTickCount64();
   g_commandCount++;
  }
//--- a command seen before is answered from memory, never executed again
void AnswerDuplicate(const ulong epoch,const ulong seq,const ulong orderId)
  {
   string text="command ";
   text+=Num(seq);
   text+=" was received before: not executed again";
   Print(text);
   for(ulong n=g_commandCount; n>OldestCommand(); n--)
     {
      int i=CommandSlot(n-1);
      if(g_commands[i].epoch==epoch && g_commands[i].seq==seq)
        {
         SendAck(epoch,seq,orderId,g_commands[i].sent,g_commands[i].retcode,g_commands[i].requestId,g_commands[i].lastError);
         return;
        }
     }
   SendAck(epoch,seq,orderId,true,RETCODE_DUPLICATE,0,0);   // it may have gone out before the EA was restarted
  }
void OnOrderSend(CWire &in)
  {
   g_receivedUs=GetMicrosecondCount();
   g_sentUs=0;
   MqlTradeRequest request={};
   MqlTradeResult  result={};
   ulong epoch=in.GU64();
   ulong seq=in.GU64();
   ulong orderId=in.GU64();
   bool known=ActionFromWire(in.GU8(),request.action);
   request.symbol=in.GStr();
   uint wireType=in.GU8();
   request.volume=in.GF64();
   request.price=in.GF64();
   request.stoplimit=in.GF64();
   request.sl=in.GF64();
   request.tp=in.GF64();
   request.deviation=in.GU32();
   uint wireFilling=in.GU8();
   uint wireTime=in.GU8();
   request.expiration=(datetime)in.GU64();
   request.position=in.GU64();
   request.position_by=in.GU64();
   request.order=in.GU64();
   request.comment=in.GStr();
   request.magic=orderId;
   if(epoch<g_highestEpoch)
     {
      string text="REFUSED: command ";
      text+=Num(seq);
      text+=" of epoch ";
      text+=Num(epoch);
      text+=", but a leader of epoch ";
      text+=Num(g_highestEpoch);
      text+=" has been seen";
      Print(text);
      SendAck(epoch,seq,orderId,false,RETCODE_OLD_EPOCH,0,0);
      return;
     }
   RaiseEpoch(epoch);
   if(g_dedup && epoch==g_lastEpoch && seq<=g_lastSeq)
     {
      AnswerDuplicate(epoch,seq,orderId);
      return;
     }
   RememberCommand(epoch,seq);
   //--- type, filling and lifetime matter only to actions that place something
   bool places=(request.action==TRADE_ACTION_DEAL || request.action==TRADE_ACTION_PENDING);
   if(known && places)
      known=OrderTypeFromWire(wireType,request.type) && FillingFromWire(wireFilling,request.type_filling) && TimeTypeFromWire(wireTime,request.type_time);
   if(known && request.action==TRADE_ACTION_MODIFY)
      known=TimeTypeFromWire(wireTime,request.type_time);
   if(!known || in.bad)
     {
      string text="REFUSED: command ";
      text+=Num(seq);
      text+=" is malformed or names a value this EA does not know";
      Print(text);
      KeepCommand(epoch,seq,orderId,false,RETCODE_MALFORMED,0,0);
      SendAck(epoch,seq,orderId,false,RETCODE_MALFORMED,0,0);
      return;
     }
   ResetLastError();
   bool sent=OrderSendAsync(request,result);
   uint lastError=(uint)GetLastError();
   g_sentUs=GetMicrosecondCount();
   KeepCommand(epoch,seq,orderId,sent,result.retcode,result.request_id,lastError);
   SendAck(epoch,seq,orderId,sent,result.retcode,result.request_id,lastError);
   if(!sent)
     {
      string text="not sent: command ";
      text+=Num(seq);
      text+=", retcode ";
      text+=Num(result.retcode);
      text+=", error ";
      text+=Num(lastError);
      Print(text);
     }
  }
//--- the server's answer; every EA of a terminal sees everybody's, ours are told by request_id
void OnRequestAnswered(const MqlTradeResult &result)
  {
   for(ulong n=g_commandCount; n>OldestCommand(); n--)
     {
      int i=CommandSlot(n-1);
      if(!g_commands[i].sent || g_commands[i].answered || g_commands[i].requestId!=result.request_id)
         continue;
      g_commands[i].answered=true;
      g_commands[i].retcode=result.retcode;
      if(!g_ready)
         return;                     // the snapshot's RequestItem will say it
      Begin(MSG_TRADE_RESULT);
      g_out.U64(g_commands[i].epoch);
      g_out.U64(g_commands[i].seq);
      g_out.U64(g_commands[i].orderId);
      g_out.U32(result.retcode);
      g_out.U64(result.order);
      g_out.U64(result.deal);
      g_out.F64(result.volume);
      g_out.F64(result.price);
      g_out.Str(result.comment);
      g_out.U64(GetMicrosecondCount());
      End();
      return;
     }
  }
void Later(ARR_REF(ulong,list),const ulong ticket)
  {
   int at=ArraySize(list);
   for(int i=0; i<at; i++)
      if(list[i]==ticket)
         return;
   ArrayResize(list,at+1,64);
   list[at]=ticket;
  }
bool TrySendDeal(const ulong ticket,const ulong seenUs)
  {
   if(!HistoryDealSelect(ticket))
      return(false);
   SendDeal(ticket,seenUs);
   SendPosition((ulong)HistoryDealGetInteger(ticket,DEAL_POSITION_ID),HistoryDealGetString(ticket,DEAL_SYMBOL));
   return(true);
  }
bool TrySendOrder(const ulong ticket)
  {
   if(OrderSelect(ticket))
      SendWorkingOrder(ticket);
   else
     {
      if(!HistoryOrderSelect(ticket))
         return(false);
      SendFinishedOrder(ticket);
     }
   return(true);
  }
//--- the history may lag behind the event: asked again on every timer, never dropped
void RetryLate(void)
  {
   if(!g_ready)
      return;
   bool booked=false;
   int kept=0;
   for(int i=0; i<ArraySize(g_lateDeals); i++)
     {
      if(TrySendDeal(g_lateDeals[i],0))
         booked=true;
      else
        {
         g_lateDeals[kept]=g_lateDeals[i];
         kept++;
        }
     }
   ArrayResize(g_lateDeals,kept,64);
   kept=0;
   for(int i=0; i<ArraySize(g_lateOrders); i++)
      if(!TrySendOrder(g_lateOrders[i]))
        {
         g_lateOrders[kept]=g_lateOrders[i];
         kept++;
        }
   ArrayResize(g_lateOrders,kept,64);
   if(booked)
      SendAccount();
  }
void SendTransaction(const MqlTradeTransaction &t)
  {
   Begin(MSG_TRADE_TRANSACTION);
   g_out.U8(TransactionToWire(t.type));
   g_out.U64(t.order);
   g_out.U64(t.deal);
   g_out.U64(t.position);
   g_out.Str(t.symbol);
   g_out.U8(OrderStateToWire((long)t.order_state));
   g_out.F64(t.price);
   g_out.F64(t.volume);
   End();
  }
void HandleTransaction(const MqlTradeTransaction &t,const MqlTradeResult &result)
  {
   if(t.type==TRADE_TRANSACTION_REQUEST)
     {
      OnRequestAnswered(result);
      return;
     }
   if(!g_ready)
     {
      //--- the next snapshot has it, unless the history lags even then
      if(t.type==TRADE_TRANSACTION_DEAL_ADD && !HistoryDealSelect(t.deal))
         Later(g_lateDeals,t.deal);
      return;
     }
   SendTransaction(t);
   switch(t.type)
     {
      case TRADE_TRANSACTION_ORDER_ADD:
      case TRADE_TRANSACTION_ORDER_UPDATE:
      case TRADE_TRANSACTION_HISTORY_ADD:
      case TRADE_TRANSACTION_HISTORY_UPDATE:
         if(!TrySendOrder(t.order))
            Later(g_lateOrders,t.order);
         break;
      case TRADE_TRANSACTION_DEAL_ADD:
      case TRADE_TRANSACTION_DEAL_UPDATE:
         if(!TrySendDeal(t.deal,GetMicrosecondCount()))
           {
            Later(g_lateDeals,t.deal);
            SendPosition(t.position,t.symbol);
           }
         SendAccount();
         HashSoon();
         break;
      case TRADE_TRANSACTION_DEAL_DELETE:
         Begin(MSG_DEAL_GONE);
         g_out.U64(t.deal);
         End();
         SendPosition(t.position,t.symbol);
         SendAccount();
         break;
      case TRADE_TRANSACTION_POSITION:
         SendPosition(t.position,t.symbol);
         break;
      default:
         break;
     }
  }
#endif
