//+------------------------------------------------------------------+
//| Market.mqh - symbol specifications and ticks                      |
//| OnTick is raised for the chart's symbol only and is coalesced:    |
//| every symbol is read with CopyTicks from its last millisecond,    |
//| which is inclusive, so the ticks already sent of that millisecond |
//| are counted and skipped.                                          |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_MARKET_MQH
#define MERIDIAN_MARKET_MQH
#include "Session.mqh"
#include "Enums.mqh"

#define TICK_BATCH       2000
#define CATCH_UP_MSC     3600000   // what was missed in a longer outage is left out: the feed begins anew at the current quote
#define SPEC_CHECK_MS    10000

struct SymbolFeed
  {
   string            name;
   long              lastMsc;
   int               atLast;      // ticks of that millisecond already sent
   uint              specSum;     // checksum of the specification last sent
  };
ARR(SymbolFeed,g_feeds);
ulong g_nextSpecCheck=0;
ulong g_ticksSent=0;

void WriteSymbol(CWire &w,const string symbol)
  {
   w.Str(symbol);
   w.U8((uint)SymbolInfoInteger(symbol,SYMBOL_DIGITS));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_POINT));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_TRADE_TICK_SIZE));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_TRADE_CONTRACT_SIZE));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_VOLUME_MIN));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_VOLUME_MAX));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_VOLUME_STEP));
   w.U32((uint)SymbolInfoInteger(symbol,SYMBOL_TRADE_STOPS_LEVEL));
   w.U32((uint)SymbolInfoInteger(symbol,SYMBOL_TRADE_FREEZE_LEVEL));
   w.U8(SymbolTradeModeToWire(SymbolInfoInteger(symbol,SYMBOL_TRADE_MODE)));
   w.U8(ExecutionModeToWire(SymbolInfoInteger(symbol,SYMBOL_TRADE_EXEMODE)));
   w.U32((uint)SymbolInfoInteger(symbol,SYMBOL_FILLING_MODE));
   w.U32((uint)SymbolInfoInteger(symbol,SYMBOL_ORDER_MODE));
   w.U32((uint)SymbolInfoInteger(symbol,SYMBOL_EXPIRATION_MODE));
   w.U8(CalcModeToWire(SymbolInfoInteger(symbol,SYMBOL_TRADE_CALC_MODE)));
   double initial=0.0;
   double maintenance=0.0;
   if(!SymbolInfoMarginRate(symbol,ORDER_TYPE_BUY,initial,maintenance))
     {
      initial=0.0;
      maintenance=0.0;
     }
   w.F64(initial);
   w.F64(maintenance);
   w.F64(SymbolInfoDouble(symbol,SYMBOL_MARGIN_INITIAL));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_MARGIN_MAINTENANCE));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_MARGIN_HEDGED));
   w.Flag(SymbolInfoInteger(symbol,SYMBOL_MARGIN_HEDGED_USE_LEG)!=0);
   //--- it moves with the rates: sent only where profit or margin follows from it
   w.F64(UsesTickValue(SymbolInfoInteger(symbol,SYMBOL_TRADE_CALC_MODE)) ? SymbolInfoDouble(symbol,SYMBOL_TRADE_TICK_VALUE) : 0.0);
   w.Str(SymbolInfoString(symbol,SYMBOL_CURRENCY_BASE));
   w.Str(SymbolInfoString(symbol,SYMBOL_CURRENCY_PROFIT));
   w.Str(SymbolInfoString(symbol,SYMBOL_CURRENCY_MARGIN));
   double sellInitial=0.0;
   double sellMaintenance=0.0;
   if(!SymbolInfoMarginRate(symbol,ORDER_TYPE_SELL,sellInitial,sellMaintenance))
      sellInitial=0.0;
   w.F64(sellInitial);
   w.U8(SwapModeToWire(SymbolInfoInteger(symbol,SYMBOL_SWAP_MODE)));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_SWAP_LONG));
   w.F64(SymbolInfoDouble(symbol,SYMBOL_SWAP_SHORT));
   w.U8((uint)SymbolInfoInteger(symbol,SYMBOL_SWAP_ROLLOVER3DAYS));
   w.U32((uint)SymbolInfoInteger(symbol,SYMBOL_TICKS_BOOKDEPTH));
   int countAt=w.n;
   uint count=0;
   w.U16(0);
   for(int day=0; day<7; day++)
      for(uint k=0; k<16; k++)
        {
         datetime from=0;
         datetime to=0;
         if(!SymbolInfoSessionTrade(symbol,(ENUM_DAY_OF_WEEK)day,k,from,to))
            break;
         w.U8((uint)day);
         w.U32((uint)from);
         w.U32((uint)to);
         count++;
        }
   w.SetU16(countAt,count);
  }
void SendSymbol(const int i,const bool onlyIfChanged)
  {
   CWire spec;
   WriteSymbol(spec,g_feeds[i].name);
   uint sum=Checksum(spec);
   if(onlyIfChanged && sum==g_feeds[i].specSum)
      return;
   g_feeds[i].specSum=sum;
   Begin(MSG_SYMBOL);
   g_out.Append(spec);
   End();
  }
void SendTick(const string symbol,const MqlTick &t)
  {
   g_ticksSent++;
   Begin(MSG_TICK);
   g_out.Str(symbol);
   g_out.U64((ulong)t.time_msc);
   g_out.F64(t.bid);
   g_out.F64(t.ask);
   g_out.F64(t.last);
   g_out.U32(t.flags);
   End();
  }
//--- begins a feed at the current quote
void PrimeFeed(const int i)
  {
   MqlTick now={};
   g_feeds[i].atLast=0;
   g_feeds[i].lastMsc=(long)TimeCurrent()*1000;
   if(g_feeds[i].lastMsc<1)
      g_feeds[i].lastMsc=1;               // 0 would mean "the newest ticks" to CopyTicks
   if(!SymbolInfoTick(g_feeds[i].name,now) || now.time_msc<=0)
      return;
   ARR(MqlTick,t);
   int k=CopyTicks(g_feeds[i].name,t,COPY_TICKS_ALL,(ulong)now.time_msc,TICK_BATCH);
   if(k<=0)
     {
      g_feeds[i].lastMsc=now.time_msc;
      g_feeds[i].atLast=1;
      SendTick(g_feeds[i].name,now);
      return;
     }
   g_feeds[i].lastMsc=t[k-1].time_msc;
   for(int j=0; j<k; j++)
      if(t[j].time_msc==g_feeds[i].lastMsc)
         g_feeds[i].atLast++;
   SendTick(g_feeds[i].name,t[k-1]);
  }
void PumpFeed(const int i)
  {
   MqlTick now={};
   if(!SymbolInfoTick(g_feeds[i].name,now) || now.time_msc<g_feeds[i].lastMsc)
      return;
   int asked=0;
   int k=0;
   do
     {
      long start=g_feeds[i].lastMsc;
      int  skip=g_feeds[i].atLast;
      asked=TICK_BATCH+skip;
      ARR(MqlTick,t);
      k=CopyTicks(g_feeds[i].name,t,COPY_TICKS_ALL,(ulong)start,(uint)asked);
      for(int j=0; j<k; j++)
        {
         if(t[j].time_msc==start && skip>0)
           {
            skip--;
            continue;
           }
         if(t[j].time_msc!=g_feeds[i].lastMsc)
           {
            g_feeds[i].lastMsc=t[j].time_msc;
            g_feeds[i].atLast=0;
           }
         g_feeds[i].atLast++;
         SendTick(g_feeds[i].name,t[j]);
        }
     }
   while(k==asked && !g_lost);
  }
void PumpFeeds(void)
  {
   if(!g_ready)
      return;
   for(int i=0; i<ArraySize(g_feeds); i++)
      PumpFeed(i);
  }
void PumpSymbol(const string symbol)
  {
   if(!g_ready)
      return;
   for(int i=0; i<ArraySize(g_feeds); i++)
      if(g_feeds[i].name==symbol)
         PumpFeed(i);
  }
void CheckSpecs(void)
  {
   if(!g_ready || GetTickCount64()<g_nextSpecCheck)
      return;
   g_nextSpecCheck=GetTickCount64()+SPEC_CHECK_MS;
   for(int i=0; i<ArraySize(g_feeds); i++)
      SendSymbol(i,true);
  }
bool IsFed(const string symbol)
  {
   for(int i=0; i<ArraySize(g_feeds); i++)
      if(g_feeds[i].name==symbol)
         return(true);
   return(false);
  }
//--- takes over a list of symbols; a feed goes on after the last tick that arrived at the gateway, so that an outage loses none
void Subscribe(ARR_CREF(SymbolFeed,wanted))
  {
   int count=0;
   ArrayResize(g_feeds,ArraySize(wanted));
   for(int i=0; i<ArraySize(wanted); i++)
     {
      if(!SymbolSelect(wanted[i].name,true))
        {
         PrintFormat("the broker has no symbol %s: it is not streamed",wanted[i].name);
         continue;
        }
      MqlTick now={};
      bool ahead=!SymbolInfoTick(wanted[i].name,now) || wanted[i].lastMsc>now.time_msc;   // of another market: begin anew
      if(!ahead && wanted[i].lastMsc>0 && now.time_msc-wanted[i].lastMsc>CATCH_UP_MSC)
        {
         PrintFormat("%s: no ticks were sent for over an hour, going on at the current quote",wanted[i].name);
         ahead=true;
        }
      g_feeds[count].name=wanted[i].name;
      g_feeds[count].lastMsc=ahead ? 0 : wanted[i].lastMsc;
      g_feeds[count].atLast=ahead ? 0 : wanted[i].atLast;
      g_feeds[count].specSum=0;
      count++;
     }
   ArrayResize(g_feeds,count);
   for(int i=0; i<count; i++)
      if(SymbolInfoInteger(g_feeds[i].name,SYMBOL_TICKS_BOOKDEPTH)>0 && !MarketBookAdd(g_feeds[i].name))
         PrintFormat("%s: the broker shows no market depth after all",g_feeds[i].name);
  }
void ReleaseBooks(void)
  {
   for(int i=0; i<ArraySize(g_feeds); i++)
      if(SymbolInfoInteger(g_feeds[i].name,SYMBOL_TICKS_BOOKDEPTH)>0)
         MarketBookRelease(g_feeds[i].name);
  }
//--- the whole book, which is what the terminal gives
void SendBook(const string symbol)
  {
   if(!g_ready || !IsFed(symbol))
      return;
   ARR(MqlBookInfo,book);
   if(!MarketBookGet(symbol,book))
      return;
   Begin(MSG_BOOK);
   g_out.Str(symbol);
   MqlTick now={};
   g_out.U64(SymbolInfoTick(symbol,now) ? (ulong)now.time_msc : 0);
   g_out.U16((uint)ArraySize(book));
   for(int i=0; i<ArraySize(book); i++)
     {
      g_out.U8(BookSideToWire(book[i].type));
      g_out.F64(book[i].price);
      g_out.F64(book[i].volume_real);
     }
   End();
  }
//--- after the snapshot: a quote at once for every symbol that is new, and the book of each that has one, which tells of itself only when it changes
void StartFeeds(void)
  {
   for(int i=0; i<ArraySize(g_feeds); i++)
      if(g_feeds[i].lastMsc==0)
         PrimeFeed(i);
   if(!ServerConnected())
      return;                     // what rested there when the server went is nobody's knowledge
   for(int i=0; i<ArraySize(g_feeds); i++)
      if(SymbolInfoInteger(g_feeds[i].name,SYMBOL_TICKS_BOOKDEPTH)>0)
         SendBook(g_feeds[i].name);
  }
#endif
