//+------------------------------------------------------------------+
//| Line.mqh - what the kit saw, as lines of text to its peer         |
//| fact KEY VALUE | saw PROBE KEY VALUE | done; tabs between words.  |
//| On a line of its own a probe asks the peer: "please send 10",     |
//| "please close".                                                   |
//+------------------------------------------------------------------+
#ifndef CONFORMANCE_LINE_MQH
#define CONFORMANCE_LINE_MQH
#include "../Compat.mqh"

#define CONNECT_MS 2000
#define LINE_MS    5000

int  g_line=INVALID_HANDLE;
bool g_lineLost=false;
int  g_connectError=0;

string Num(const long v) { return(IntegerToString(v)); }

int OpenLine(const string host,const int port)
  {
   ResetLastError();
   int sock=SocketCreate();
   if(sock==INVALID_HANDLE)
      return(INVALID_HANDLE);
   if(!SocketConnect(sock,host,(uint)port,CONNECT_MS))
     {
      int error=GetLastError();
      SocketClose(sock);
      g_connectError=error;
      return(INVALID_HANDLE);
     }
   g_connectError=0;
   SocketTimeouts(sock,LINE_MS,LINE_MS);
   return(sock);
  }
bool SayOn(const int sock,const string text)
  {
   string line=text;
   line+="\n";
   ARR(uchar,bytes);
   int left=StringToCharArray(line,bytes,0,WHOLE_ARRAY,CP_UTF8)-1;
   int at=0;
   while(left>0)
     {
      ARR(uchar,rest);
      ArrayResize(rest,left);
      for(int i=0; i<left; i++)
         rest[i]=bytes[at+i];
      int sent=SocketSend(sock,rest,(uint)left);
      if(sent<=0)
         return(false);
      at+=sent;
      left-=sent;
     }
   return(true);
  }
void Say(const string text)
  {
   if(!g_lineLost && !SayOn(g_line,text))
     {
      g_lineLost=true;
      Print("the line to the kit is lost: start both again");
     }
  }
void Fact(const string key,const string value)
  {
   string text="fact\t";
   text+=key;
   text+="\t";
   text+=value;
   Say(text);
  }
void Saw(const string probe,const string key,const string value)
  {
   string text="saw\t";
   text+=probe;
   text+="\t";
   text+=key;
   text+="\t";
   text+=value;
   Say(text);
   Print(text);
  }
void SawNumber(const string probe,const string key,const long value) { Saw(probe,key,Num(value)); }
void SawFlag(const string probe,const string key,const bool value) { Saw(probe,key,value ? "yes" : "no"); }
#endif
