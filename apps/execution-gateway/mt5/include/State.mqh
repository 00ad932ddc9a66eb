//+------------------------------------------------------------------+
//| State.mqh - what keeps the gateway's picture true while the line  |
//| lives: a hash of positions and orders, and the server's clock     |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_STATE_MQH
#define MERIDIAN_STATE_MQH
#include "Session.mqh"
#include "Facts.mqh"

#define CLOCK_CHECK_MS 10000
#define AFTER_DEALS_MS 250

ulong g_nextHash=0;
ulong g_nextClock=0;
long  g_offsetSent=0;

//--- server time minus UTC, to the quarter of an hour: zones have no finer steps and the last tick may be old
long ServerOffsetSec(void)
  {
   long raw=(long)TimeTradeServer()-(long)TimeGMT();
   long half=(raw<0) ? -450 : 450;
   return((raw+half)/900*900);
  }
//--- a sum, so that the order in which the terminal lists them does not matter
uint StateHash(void)
  {
   uint sum=0;
   CWire item;
   for(int i=0; i<PositionsTotal(); i++)
     {
      if(PositionGetTicket(i)==0)
         continue;
      item.Reset();
      WriteSelectedPosition(item,true);
      sum+=Checksum(item);
     }
   for(int i=0; i<OrdersTotal(); i++)
     {
      ulong ticket=OrderGetTicket(i);
      if(ticket==0)
         continue;
      item.Reset();
      WriteWorkingOrder(item,ticket);
      sum+=Checksum(item);
     }
   return(sum);
  }
//--- after a burst of deals soon, else at its own pace
void HashSoon(void)
  {
   ulong soon=GetTickCount64()+AFTER_DEALS_MS;
   if(InpHashMs>0 && soon<g_nextHash)
      g_nextHash=soon;
  }
void SendHash(void)
  {
   if(!g_ready || InpHashMs<=0 || GetTickCount64()<g_nextHash)
      return;
   g_nextHash=GetTickCount64()+(ulong)InpHashMs;
   Begin(MSG_STATE_HASH);
   g_out.U32((uint)PositionsTotal());
   g_out.U32((uint)OrdersTotal());
   g_out.U32(StateHash());
   g_out.F64(AccountInfoDouble(ACCOUNT_BALANCE));
   g_out.F64(AccountInfoDouble(ACCOUNT_CREDIT));
   End();
  }
//--- daylight saving begins and ends while we are here
void CheckClock(void)
  {
   if(!g_ready || GetTickCount64()<g_nextClock)
      return;
   g_nextClock=GetTickCount64()+CLOCK_CHECK_MS;
   long offset=ServerOffsetSec();
   if(offset==g_offsetSent)
      return;
   g_offsetSent=offset;
   PrintFormat("the server's clock is now %d s ahead of UTC",(int)offset);
   Begin(MSG_CLOCK);
   g_out.I64(offset);
   End();
  }
#endif
