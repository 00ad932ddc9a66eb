//+------------------------------------------------------------------+
//| Snapshot.mqh - hello, and the complete picture                    |
//| It is made and sent within one handler: whatever happens meanwhile|
//| waits in the terminal's queue and follows SnapshotEnd.            |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_SNAPSHOT_MQH
#define MERIDIAN_SNAPSHOT_MQH
#include "Session.mqh"
#include "Enums.mqh"
#include "Memory.mqh"
#include "Facts.mqh"
#include "Market.mqh"
#include "Trade.mqh"
#include "State.mqh"
#include "Deadman.mqh"

#define MAX_AT_LAST 1000000

uint  g_snapshotId=0;
ulong g_startedMs=0;

void SendHello(void)
  {
   Begin(MSG_HELLO);
   g_out.U32((uint)TerminalInfoInteger(TERMINAL_BUILD));
   g_out.Str(AccountInfoString(ACCOUNT_COMPANY));
   g_out.Str(AccountInfoString(ACCOUNT_CURRENCY));
   g_out.U8((uint)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS));
   g_out.U32((uint)AccountInfoInteger(ACCOUNT_LEVERAGE));
   g_out.U8(MarginModeToWire(AccountInfoInteger(ACCOUNT_MARGIN_MODE)));
   g_out.U8(AccountModeToWire(AccountInfoInteger(ACCOUNT_TRADE_MODE)));
   g_out.Flag(AccountInfoInteger(ACCOUNT_HEDGE_ALLOWED)!=0);
   g_out.Flag(AccountInfoInteger(ACCOUNT_FIFO_CLOSE)!=0);
   g_out.Flag(ServerConnected());
   g_out.Flag(TradeAllowed());
   g_offsetSent=ServerOffsetSec();
   g_out.I64(g_offsetSent);
   g_out.U64(g_startedMs);
   g_out.U64(g_lastEpoch);
   g_out.U64(g_lastSeq);
   g_out.U64(g_highestEpoch);
   End();
   SendDeadman();
  }
uint SendOrders(const ulong sinceMs)
  {
   uint count=0;
   for(int i=0; i<OrdersTotal(); i++)
     {
      ulong ticket=OrderGetTicket(i);
      if(ticket==0)
         continue;
      SendWorkingOrder(ticket);
      count++;
     }
   for(int i=0; i<HistoryOrdersTotal(); i++)
     {
      ulong ticket=HistoryOrderGetTicket(i);
      if(ticket==0 || (ulong)HistoryOrderGetInteger(ticket,ORDER_TIME_DONE_MSC)<sinceMs)
         continue;
      SendFinishedOrder(ticket);
      count++;
     }
   return(count);
  }
uint SendDeals(const ulong sinceMs)
  {
   uint count=0;
   for(int i=0; i<HistoryDealsTotal(); i++)
     {
      ulong ticket=HistoryDealGetTicket(i);
      if(ticket==0 || (ulong)HistoryDealGetInteger(ticket,DEAL_TIME_MSC)<sinceMs)
         continue;
      SendDeal(ticket,0);
      count++;
     }
   return(count);
  }
uint SendPositions(void)
  {
   uint count=0;
   for(int i=0; i<PositionsTotal(); i++)
     {
      if(PositionGetTicket(i)==0)
         continue;
      SendSelectedPosition();
      count++;
     }
   return(count);
  }
void SendRequests(void)
  {
   for(ulong n=OldestCommand(); n<g_commandCount; n++)
     {
      int i=CommandSlot(n);
      Begin(MSG_REQUEST_ITEM);
      g_out.U64(g_commands[i].seq);
      g_out.U64(g_commands[i].orderId);
      g_out.Flag(g_commands[i].sent);
      g_out.U32(g_commands[i].retcode);
      g_out.U32(g_commands[i].requestId);
      g_out.U64(g_commands[i].epoch);
      End();
     }
  }
void OnSnapshotRequest(CWire &in)
  {
   ulong sinceMs=in.GU64();
   ulong afterDeal=in.GU64();
   int count=(int)in.GU16();
   ARR(SymbolFeed,wanted);
   for(int i=0; i<count && !in.bad; i++)
     {
      string name=in.GStr();
      long   lastMsc=(long)in.GU64();
      int    atLast=(int)in.GU32();
      if(in.bad)
         break;
      //--- what no feed can have had: begin anew
      if(lastMsc<0 || atLast<0 || atLast>MAX_AT_LAST)
        {
         lastMsc=0;
         atLast=0;
        }
      int at=ArraySize(wanted);
      ArrayResize(wanted,at+1,16);
      wanted[at].name=name;
      wanted[at].lastMsc=lastMsc;
      wanted[at].atLast=atLast;
      wanted[at].specSum=0;
     }
   if(in.bad)
     {
      Print("malformed snapshot request");
      g_lost=true;
      return;
     }
   Subscribe(wanted);
   for(int i=0; i<ArraySize(g_feeds); i++)
      SendSymbol(i,false);
   g_snapshotId++;
   Begin(MSG_SNAPSHOT_BEGIN);
   g_out.U32(g_snapshotId);
   End();
   SendAccount();
   if(afterDeal>0 && HistoryDealSelect(afterDeal))
      sinceMs=(ulong)HistoryDealGetInteger(afterDeal,DEAL_TIME_MSC);
   if(!HistorySelect((datetime)(sinceMs/1000),TimeTradeServer()+86400))
      Print("HistorySelect failed: the snapshot has no history");
   ArrayResize(g_known,0);
   uint positions=SendPositions();
   uint orders=SendOrders(sinceMs);
   uint deals=SendDeals(sinceMs);
   SendRequests();
   Begin(MSG_SNAPSHOT_END);
   g_out.U32(g_snapshotId);
   g_out.U32(positions);
   g_out.U32(orders);
   g_out.U32(deals);
   g_out.U64(g_lastEpoch);
   g_out.U64(g_lastSeq);
   g_out.Flag(ServerConnected());
   g_out.Flag(TradeAllowed());
   g_out.U32(StateHash());
   End();
   g_ready=true;
   ForgetDeadman();
   StartFeeds();
  }
#endif
