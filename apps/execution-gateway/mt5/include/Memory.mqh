//+------------------------------------------------------------------+
//| Memory.mqh - what must survive a restart of the EA                |
//| In the terminal's global variables (numbers, exact to 2^53, kept  |
//| four weeks after the last access), named per account.             |
//| The last command is a pair (epoch, seq) but a variable is one     |
//| number: two slots take turns, and a new epoch becomes visible only|
//| when its sequence is already written, so no crash between the two |
//| writes can pair the old sequence with the new epoch.              |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_MEMORY_MQH
#define MERIDIAN_MEMORY_MQH
#include "Session.mqh"

ulong  g_highestEpoch=0;
ulong  g_lastEpoch=0;
ulong  g_lastSeq=0;
string g_prefix="";
int    g_slot=0;

string SlotName(const int slot,const string what)
  {
   string name=g_prefix;
   name+=(slot==0 ? "a" : "b");
   name+=what;
   return(name);
  }
ulong ReadVariable(const string name)
  {
   double v=0.0;
   if(!GlobalVariableGet(name,v))
      return(0);
   return((ulong)v);
  }
void WriteVariable(const string name,const ulong v)
  {
   if(GlobalVariableSet(name,(double)v)==0)
     {
      string text="CANNOT WRITE the terminal's global variable ";
      text+=name;
      Print(text);
     }
  }
void LoadMemory(void)
  {
   g_prefix="Meridian.";
   g_prefix+=IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN));
   g_prefix+=".";
   ulong a=ReadVariable(SlotName(0,"epoch"));
   ulong b=ReadVariable(SlotName(1,"epoch"));
   g_slot=(b>a) ? 1 : 0;
   g_lastEpoch=(b>a) ? b : a;
   g_lastSeq=ReadVariable(SlotName(g_slot,"seq"));
   string name=g_prefix;
   name+="highest";
   g_highestEpoch=ReadVariable(name);
   if(g_lastEpoch>g_highestEpoch)
      g_highestEpoch=g_lastEpoch;
  }
void RaiseEpoch(const ulong epoch)
  {
   if(epoch<=g_highestEpoch)
      return;
   g_highestEpoch=epoch;
   string name=g_prefix;
   name+="highest";
   WriteVariable(name,epoch);
   GlobalVariablesFlush();
  }
//--- called before OrderSendAsync: a command that may have gone out is never taken for one that did not arrive
void RememberCommand(const ulong epoch,const ulong seq)
  {
   if(epoch!=g_lastEpoch)
     {
      g_slot=1-g_slot;
      WriteVariable(SlotName(g_slot,"seq"),seq);
      WriteVariable(SlotName(g_slot,"epoch"),epoch);
      g_lastEpoch=epoch;
     }
   else
      WriteVariable(SlotName(g_slot,"seq"),seq);
   g_lastSeq=seq;
   GlobalVariablesFlush();
  }
#endif
