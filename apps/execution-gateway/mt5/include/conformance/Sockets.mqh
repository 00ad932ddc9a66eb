//+------------------------------------------------------------------+
//| Sockets.mqh - what SocketRead and its kin do that is documented   |
//| in no place, each on a line of its own                            |
//+------------------------------------------------------------------+
#ifndef CONFORMANCE_SOCKETS_MQH
#define CONFORMANCE_SOCKETS_MQH
#include "Line.mqh"

#define SENT_BYTES   10
#define ASKED_BYTES  64
#define READ_MS      2000
#define SILENCE_MS   200
#define CLOSED_MS    3000
#define SOCKET_PROBES 7

long Since(const ulong startUs) { return((long)((GetMicrosecondCount()-startUs)/1000)); }

void SawRead(const string probe,const int got,const ulong startUs)
  {
   int error=GetLastError();
   SawNumber(probe,"ms",Since(startUs));
   SawNumber(probe,"returned",got);
   SawNumber(probe,"error",error);
  }
//--- fewer bytes than asked for have come: does it return early, or wait and then lose them?
void ProbeEarly(const int sock)
  {
   SayOn(sock,"please send 10");
   ARR(uchar,got);
   ResetLastError();
   ulong start=GetMicrosecondCount();
   int n=SocketRead(sock,got,ASKED_BYTES,READ_MS);
   SawRead("read-early",n,start);
   if(n>=SENT_BYTES)
      return;
   ARR(uchar,rest);
   int left=SocketRead(sock,rest,(uint)(SENT_BYTES-(n>0 ? n : 0)),READ_MS);
   SawNumber("read-early","rest",left);
  }
void ProbeSilence(const int sock)
  {
   ARR(uchar,got);
   ResetLastError();
   ulong start=GetMicrosecondCount();
   int n=SocketRead(sock,got,1,SILENCE_MS);
   SawRead("read-silence",n,start);
   SawFlag("read-silence","connected",SocketIsConnected(sock));
  }
//--- nothing has been sent: does it claim a byte?
void ProbeReadable(const int sock)
  {
   for(int i=0; i<3; i++)
      SawNumber("readable-empty","claims",(long)SocketIsReadable(sock));
  }
void ProbeArray(const int sock)
  {
   SayOn(sock,"please send 10");
   ARR(uchar,got);
   ArrayResize(got,4);
   int n=SocketRead(sock,got,SENT_BYTES,READ_MS);
   SawNumber("read-array","before",4);
   SawNumber("read-array","returned",n);
   SawNumber("read-array","after",ArraySize(got));
  }
void ProbeClosed(const int sock)
  {
   SayOn(sock,"please close");
   ulong start=GetMicrosecondCount();
   while(SocketIsConnected(sock) && Since(start)<CLOSED_MS)
     {
      ARR(uchar,idle);
      SocketRead(sock,idle,1,1);
     }
   SawNumber("closed","ms",Since(start));
   SawFlag("closed","connected",SocketIsConnected(sock));
   ResetLastError();
   SawNumber("closed","readable",(long)SocketIsReadable(sock));
   SawNumber("closed","error",GetLastError());
  }
//--- the list of allowed addresses: is it by host alone, and what is said where a host is missing?
void ProbeAddress(const string probe,const string host,const int port)
  {
   int sock=OpenLine(host,port);
   SawFlag(probe,"connected",sock!=INVALID_HANDLE);
   SawNumber(probe,"error",g_connectError);
   if(sock!=INVALID_HANDLE)
      SocketClose(sock);
  }
void ProbeSocket(const int probe)
  {
   if(probe==5)
      ProbeAddress("address-port",InpHost,InpPort+1);
   if(probe==6)
      ProbeAddress("address-other",InpOtherHost,InpPort);
   if(probe>4)
      return;
   int sock=OpenLine(InpHost,InpPort);
   if(sock==INVALID_HANDLE)
     {
      SawNumber("connect","error",g_connectError);
      return;
     }
   switch(probe)
     {
      case 0: ProbeEarly(sock); break;
      case 1: ProbeSilence(sock); break;
      case 2: ProbeReadable(sock); break;
      case 3: ProbeArray(sock); break;
      case 4: ProbeClosed(sock); break;
     }
   SocketClose(sock);
  }
#endif
