//+------------------------------------------------------------------+
//| Session.mqh - the outgoing buffer and the state of the link       |
//| Frames of one handler pile up in g_out and leave in one           |
//| SocketSend: MQL5 cannot switch Nagle's algorithm off.             |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_SESSION_MQH
#define MERIDIAN_SESSION_MQH
#include "Compat.mqh"
#include "Protocol.mqh"
#include "Wire.mqh"
#include "Crypto.mqh"

#define SEND_TIMEOUT_MS 5000
#define FLUSH_BYTES     65536

enum LINK_STATE { LINK_DOWN, LINK_WAIT_CHALLENGE, LINK_WAIT_PROOF, LINK_UP };

int        g_sock=INVALID_HANDLE;
LINK_STATE g_link=LINK_DOWN;
bool       g_ready=false;       // the first snapshot has been sent: live events may follow
bool       g_lost=false;        // the socket failed inside a handler: the timer drops the line
uint       g_txSeq=0;
uint       g_rxSeq=0;
bool       g_sealed=false;      // every frame carries a MAC from here on
ARR(uchar,g_sessionKey);
CWire      g_out;
int        g_frameAt=0;

string Num(const ulong v) { return(IntegerToString((long)v)); }

void Begin(const uint message)
  {
   g_frameAt=g_out.n;
   g_out.U32(0);
   g_out.U8(message);
   g_txSeq++;
   g_out.U32(g_txSeq);
  }
void Flush(void)
  {
   while(g_out.n>0 && g_sock!=INVALID_HANDLE && !g_lost)
     {
      int sent=SocketSend(g_sock,g_out.b,(uint)g_out.n);
      if(sent<=0)
         g_lost=true;
      else
        {
         g_out.r=sent;              // a partial send keeps the rest
         g_out.Compact();
        }
     }
   if(g_lost || g_sock==INVALID_HANDLE)
      g_out.Reset();
  }
//--- the MAC of a frame from one side: the direction and its bytes, whose length already counts the MAC
void FrameMac(const string direction,const CWire &w,const int at,const int count,ARR_REF(uchar,mac))
  {
   ARR(uchar,message);
   Utf8(direction,message);
   ArrayResize(message,1+count);
   for(int i=0; i<count; i++)
      message[1+i]=w.b[at+i];
   HmacBytes(g_sessionKey,message,mac);
  }
void End(void)
  {
   int count=g_out.n-g_frameAt;
   g_out.SetU32(g_frameAt,(uint)(count-4+(g_sealed ? FRAME_MAC_BYTES : 0)));
   if(g_sealed)
     {
      ARR(uchar,mac);
      FrameMac("t",g_out,g_frameAt,count,mac);
      for(int i=0; i<FRAME_MAC_BYTES; i++)
         g_out.U8(mac[i]);
     }
   if(g_out.n>=FLUSH_BYTES)
      Flush();
  }
bool TradeAllowed(void)
  {
   return(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)!=0 && MQLInfoInteger(MQL_TRADE_ALLOWED)!=0
          && AccountInfoInteger(ACCOUNT_TRADE_ALLOWED)!=0 && AccountInfoInteger(ACCOUNT_TRADE_EXPERT)!=0);
  }
bool ServerConnected(void) { return(TerminalInfoInteger(TERMINAL_CONNECTED)!=0); }
#endif
