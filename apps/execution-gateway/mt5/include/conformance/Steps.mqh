//+------------------------------------------------------------------+
//| Steps.mqh - the trades of the kit, one request a step             |
//+------------------------------------------------------------------+
#ifndef CONFORMANCE_STEPS_MQH
#define CONFORMANCE_STEPS_MQH
#include "Positions.mqh"

#define STEP_FILLING   0    // four modes, each opened and closed
#define STEP_PLACE     8
#define STEP_REMOVE    9
#define STEP_DOUBLE    10
#define STEP_PART      11
#define STEP_REST      12
#define STEP_SL_OPEN   13
#define STEP_SL        14
#define STEP_SL_CLOSE  15
#define STEP_TP_OPEN   16
#define STEP_TP        17
#define STEP_TP_CLOSE  18
#define STEP_BY_BUY    19
#define STEP_BY_SELL   20
#define STEP_BY        21
#define STEP_BY_CLOSE  22
#define STEP_SO_FILL   23
#define STEP_SO        24
#define STEP_SO_CLOSE  25
#define STEPS          26

#define LONG_COMMENT   "0123456789012345678901234567890123456789"
#define LONG_LENGTH    40
#define MAX_TRIES      10

ulong  g_pending=0;        // ticket of the kit's pending order
ulong  g_partIdentifier=0;
ulong  g_partTicket=0;
bool   g_filling=false;
double g_fillVolume=0;
ulong  g_waitSince=0;
int    g_tries=0;          // the market moved on while a stop was on its way: further off, then

double MinVolume(void) { return(SymbolInfoDouble(_Symbol,SYMBOL_VOLUME_MIN)); }
bool Hedging(void) { return(AccountInfoInteger(ACCOUNT_MARGIN_MODE)==ACCOUNT_MARGIN_MODE_RETAIL_HEDGING); }
ENUM_ORDER_TYPE_FILLING FillingOf(const int step)
  {
   switch(step/2)
     {
      case 0: return(ORDER_FILLING_FOK);
      case 1: return(ORDER_FILLING_IOC);
      case 2: return(ORDER_FILLING_RETURN);
     }
   return(ORDER_FILLING_BOC);
  }
string FillingName(const ENUM_ORDER_TYPE_FILLING filling)
  {
   switch(filling)
     {
      case ORDER_FILLING_FOK:    return("FOK");
      case ORDER_FILLING_IOC:    return("IOC");
      case ORDER_FILLING_RETURN: return("RETURN");
      case ORDER_FILLING_BOC:    return("BOC");
     }
   return("OTHER");
  }
void SendPlace(void)
  {
   MqlTradeRequest request={};
   MqlTick tick={};
   SymbolInfoTick(_Symbol,tick);
   request.action=TRADE_ACTION_PENDING;
   request.type=ORDER_TYPE_BUY_LIMIT;
   request.price=NormalizeDouble(tick.bid*0.98,(int)SymbolInfoInteger(_Symbol,SYMBOL_DIGITS));
   request.volume=MinVolume();
   request.type_filling=ORDER_FILLING_RETURN;
   request.type_time=ORDER_TIME_GTC;
   request.comment=LONG_COMMENT;
   SendRequest(request);
  }
bool SendRemove(void)
  {
   if(g_pending==0)
      return(false);
   MqlTradeRequest request={};
   request.action=TRADE_ACTION_REMOVE;
   request.order=g_pending;
   SendRequest(request);
   return(true);
  }
//--- as near as the broker lets it: the market shall reach it soon
bool SendStop(const bool target)
  {
   ulong ticket=PositionOfSymbol(0);
   if(ticket==0)
      return(false);
   MqlTradeRequest request={};
   MqlTick tick={};
   SymbolInfoTick(_Symbol,tick);
   double point=SymbolInfoDouble(_Symbol,SYMBOL_POINT);
   int digits=(int)SymbolInfoInteger(_Symbol,SYMBOL_DIGITS);
   long level=SymbolInfoInteger(_Symbol,SYMBOL_TRADE_STOPS_LEVEL);
   long freeze=SymbolInfoInteger(_Symbol,SYMBOL_TRADE_FREEZE_LEVEL);
   double away=(double)((level>freeze ? level : freeze)+2+5*g_tries)*point;
   request.action=TRADE_ACTION_SLTP;
   request.position=ticket;
   if(target)
      request.tp=NormalizeDouble(tick.bid+away,digits);
   else
      request.sl=NormalizeDouble(tick.bid-away,digits);
   SendRequest(request);
   return(true);
  }
bool SendCloseBy(void)
  {
   ulong first=PositionOfSymbol(0);
   ulong second=PositionOfSymbol(1);
   if(first==0 || second==0)
      return(false);
   MqlTradeRequest request={};
   request.action=TRADE_ACTION_CLOSE_BY;
   request.position=first;
   request.position_by=second;
   SendRequest(request);
   return(true);
  }
//--- what the account still carries: the largest volume first, halved whenever it is refused
bool SendFill(void)
  {
   double step=SymbolInfoDouble(_Symbol,SYMBOL_VOLUME_STEP);
   if(!g_filling)
      g_fillVolume=SymbolInfoDouble(_Symbol,SYMBOL_VOLUME_MAX);
   g_filling=true;
   if(g_fillVolume<MinVolume()-step/2)
      return(false);
   SendMarket(true,g_fillVolume,0,ChosenFilling());
   return(true);
  }
void HalveFill(void)
  {
   double step=SymbolInfoDouble(_Symbol,SYMBOL_VOLUME_STEP);
   long steps=(long)(g_fillVolume/step/2+0.001);
   g_fillVolume=NormalizeDouble((double)steps*step,8);
  }
//--- false: there is nothing to do in this step
bool StartStep(const int step)
  {
   g_waitSince=GetTickCount64();
   //--- filling the account is many requests and one step: the broker may stop it out at any of them
   bool goesOn=(step==STEP_SO || (step==STEP_SO_FILL && g_filling));
   if(!goesOn)
      ArrayResize(g_deals,0);
   if(step<STEP_PLACE && step%2==1)
      return(SendClose(0));
   if(step<STEP_PLACE)
     {
      g_magic++;
      SendMarket(true,MinVolume(),0,FillingOf(step));
      return(true);
     }
   switch(step)
     {
      case STEP_PLACE:
      case STEP_DOUBLE:
      case STEP_SL_OPEN:
      case STEP_TP_OPEN:
      case STEP_BY_BUY:
         g_magic++;
         break;
      case STEP_SO_FILL:
         if(!goesOn)
            g_magic++;
         break;
     }
   switch(step)
     {
      case STEP_PLACE:
         SendPlace();
         return(true);
      case STEP_REMOVE:
         return(SendRemove());
      case STEP_DOUBLE:
         SendMarket(true,NormalizeDouble(2*MinVolume(),8),0,ChosenFilling());
         return(true);
      case STEP_PART:
         g_partTicket=PositionOfSymbol(0);
         g_partIdentifier=(g_partTicket==0) ? 0 : (ulong)PositionGetInteger(POSITION_IDENTIFIER);
         return(SendClose(MinVolume()));
      case STEP_SL_OPEN:
      case STEP_TP_OPEN:
         SendMarket(true,MinVolume(),0,ChosenFilling());
         return(true);
      case STEP_SL:
         return(SendStop(false));
      case STEP_TP:
         return(SendStop(true));
      case STEP_BY_BUY:
      case STEP_BY_SELL:
         if(!Hedging())
            return(false);
         SendMarket(step==STEP_BY_BUY,MinVolume(),0,ChosenFilling());
         return(true);
      case STEP_BY:
         return(Hedging() && SendCloseBy());
      case STEP_SO_FILL:
         return(InpStopOut && SendFill());
      case STEP_SO:
         return(InpStopOut && PositionOfSymbol(0)!=0);
      default:
         return(SendClose(0));
     }
  }
bool Waited(const int seconds) { return(GetTickCount64()-g_waitSince>(ulong)seconds*1000); }
//--- a deal of the broker's own has come, and its history too
bool StoppedOut(void)
  {
   for(int i=0; i<ArraySize(g_deals); i++)
      if(HistoryDealSelect(g_deals[i]) && HistoryDealGetInteger(g_deals[i],DEAL_REASON)==DEAL_REASON_SO)
         return(true);
   return(false);
  }
void SawStopOut(void)
  {
   for(int i=0; i<ArraySize(g_deals); i++)
      if(HistoryDealSelect(g_deals[i]) && HistoryDealGetInteger(g_deals[i],DEAL_REASON)==DEAL_REASON_SO)
         SawDeal("stop-out",g_deals[i]);
  }
bool StepOver(const int step)
  {
   if(step==STEP_SO)
      return(StoppedOut() || Waited(InpStopOutWaitSec));
   if(!Settled())
      return(false);
   if((step==STEP_SL || step==STEP_TP) && Done())
      return(PositionOfSymbol(0)==0 || Waited(InpWaitSec));
   return(true);
  }
void SawPlaced(void)
  {
   SawNumber("pending","RETURN",(long)g_retcode);
   g_pending=0;
   if(!Done() || !OrderSelect(g_answeredOrder))
      return;
   g_pending=g_answeredOrder;
   Saw("magic","order",MagicName((ulong)OrderGetInteger(ORDER_MAGIC)));
   SawNumber("comment","sent",LONG_LENGTH);
   SawNumber("comment","kept",StringLen(OrderGetString(ORDER_COMMENT)));
  }
void SawPart(void)
  {
   SawNumber("partial-close","retcode",(long)g_retcode);
   if(!Done())
      return;
   ulong ticket=PositionOfSymbol(0);
   SawFlag("partial-close","remains",ticket!=0);
   if(ticket==0)
      return;
   SawFlag("partial-close","identifier-kept",(ulong)PositionGetInteger(POSITION_IDENTIFIER)==g_partIdentifier);
   SawFlag("partial-close","ticket-kept",ticket==g_partTicket);
   double left=PositionGetDouble(POSITION_VOLUME)-MinVolume();
   SawFlag("partial-close","volume-exact",left<0.0000001 && left>-0.0000001);
   SawDeals("partial-close");
  }
//--- what the step showed. Returns the step that follows
int FinishStep(const int step)
  {
   if(step<STEP_PLACE && step%2==0)
     {
      SawNumber("filling",FillingName(FillingOf(step)),(long)g_retcode);
      if(Done())
        {
         Saw("transactions","open",g_heard);
         SawDeals("magic");
         if(PositionOfSymbol(0)!=0)
            Saw("magic","position",MagicName((ulong)PositionGetInteger(POSITION_MAGIC)));
        }
      return(step+1);
     }
   switch(step)
     {
      case STEP_PLACE:
         SawPlaced();
         Saw("transactions","place",g_heard);
         break;
      case STEP_REMOVE:
         SawNumber("pending","removed",(long)g_retcode);
         Saw("transactions","remove",g_heard);
         break;
      case STEP_PART:
         SawPart();
         break;
      case STEP_REST:
         Saw("transactions","close",g_heard);
         break;
      case STEP_SL:
      case STEP_TP:
         if(!Done() && g_tries<MAX_TRIES)
           {
            g_tries++;
            return(step);
           }
         g_tries=0;
         SawNumber(step==STEP_SL ? "stop-loss" : "take-profit","retcode",(long)g_retcode);
         SawDeals(step==STEP_SL ? "stop-loss" : "take-profit");
         break;
      case STEP_BY:
         SawNumber("close-by","retcode",(long)g_retcode);
         SawDeals("close-by");
         break;
      case STEP_SO_FILL:
         if(StoppedOut())
           {
            SawStopOut();
            return(STEP_SO_CLOSE);
           }
         if(!Done())
            HalveFill();
         return(step);
      case STEP_SO:
         SawStopOut();
         break;
      case STEP_BY_CLOSE:
      case STEP_SO_CLOSE:
         return((Done() && PositionOfSymbol(0)!=0) ? step : step+1);
     }
   return(step+1);
  }
#endif
