//+------------------------------------------------------------------+
//| Positions.mqh - the kit's positions and the deals that ended them |
//+------------------------------------------------------------------+
#ifndef CONFORMANCE_POSITIONS_MQH
#define CONFORMANCE_POSITIONS_MQH
#include "Request.mqh"

//--- the ticket of the n-th position of this symbol, which is selected then; 0: there is none
ulong PositionOfSymbol(const int n)
  {
   int found=0;
   for(int i=0; i<PositionsTotal(); i++)
     {
      ulong ticket=PositionGetTicket(i);
      if(ticket==0 || PositionGetString(POSITION_SYMBOL)!=_Symbol)
         continue;
      if(found==n)
         return(ticket);
      found++;
     }
   return(0);
  }
//--- sends what closes the first position of this symbol; false: there is none
bool SendClose(const double volume)
  {
   ulong ticket=PositionOfSymbol(0);
   if(ticket==0)
      return(false);
   bool buy=(PositionGetInteger(POSITION_TYPE)==POSITION_TYPE_BUY);
   double all=PositionGetDouble(POSITION_VOLUME);
   SendMarket(!buy,(volume>0 && volume<all) ? volume : all,ticket,ChosenFilling());
   return(true);
  }
string ReasonName(const long reason)
  {
   switch((ENUM_DEAL_REASON)reason)
     {
      case DEAL_REASON_CLIENT:   return("CLIENT");
      case DEAL_REASON_MOBILE:   return("MOBILE");
      case DEAL_REASON_WEB:      return("WEB");
      case DEAL_REASON_EXPERT:   return("EXPERT");
      case DEAL_REASON_SL:       return("SL");
      case DEAL_REASON_TP:       return("TP");
      case DEAL_REASON_SO:       return("SO");
      case DEAL_REASON_ROLLOVER: return("ROLLOVER");
     }
   return("OTHER");
  }
string EntryName(const long entry)
  {
   switch((ENUM_DEAL_ENTRY)entry)
     {
      case DEAL_ENTRY_IN:     return("IN");
      case DEAL_ENTRY_OUT:    return("OUT");
      case DEAL_ENTRY_INOUT:  return("INOUT");
      case DEAL_ENTRY_OUT_BY: return("OUT_BY");
     }
   return("OTHER");
  }
string MagicName(const ulong magic)
  {
   if(magic==0)
      return("zero");
   return(magic==g_magic ? "kept" : "other");
  }
//--- whose number a deal carries, by the reason that the broker gives
void SawDeal(const string probe,const ulong deal)
  {
   if(!HistoryDealSelect(deal))
      return;
   string text=EntryName(HistoryDealGetInteger(deal,DEAL_ENTRY));
   text+=" ";
   text+=ReasonName(HistoryDealGetInteger(deal,DEAL_REASON));
   text+=" ";
   text+=MagicName((ulong)HistoryDealGetInteger(deal,DEAL_MAGIC));
   Saw(probe,"deal",text);
  }
void SawDeals(const string probe)
  {
   for(int i=0; i<ArraySize(g_deals); i++)
      SawDeal(probe,g_deals[i]);
  }
#endif
