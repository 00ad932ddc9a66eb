//+------------------------------------------------------------------+
//| Link.mqh - connect, prove both sides, heartbeat, read             |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_LINK_MQH
#define MERIDIAN_LINK_MQH
#include "Session.mqh"
#include "Crypto.mqh"
#include "Snapshot.mqh"

#define MAX_FRAME      1048576
#define PING_EVERY_MS  1000
#define BACKOFF_MIN_MS 250
#define BACKOFF_MAX_MS 5000
#define YOUNG_MS       10000     // so long after a healthy link (or the start) every attempt follows after the shortest pause
#define MIN_NONCE      16
#define REMIND_MS      60000
#define HURRY_MS       40        // so long at most ticks and checks wait for commands
#define ERR_NOT_ALLOWED 4014

CWire g_rx;
CWire g_in;
ARR(uchar,g_gatewayNonce);
ARR(uchar,g_terminalNonce);
ulong g_lastRx=0;
ulong g_nextPing=0;
ulong g_nextTry=0;
ulong g_healthyAt=0;
ulong g_remindAt=0;
ulong g_unhurriedAt=0;
uint  g_backoff=BACKOFF_MIN_MS;
bool  g_saidNotAllowed=false;

void Drop(const string why)
  {
   string text="link down: ";
   text+=why;
   text+=" (error ";
   text+=IntegerToString((long)GetLastError());
   text+=")";
   if(g_link!=LINK_DOWN)
      Print(text);
   ulong now=GetTickCount64();
   if(g_link==LINK_UP)
      g_healthyAt=now;
   if(g_sock!=INVALID_HANDLE)
      SocketClose(g_sock);
   g_sock=INVALID_HANDLE;
   g_link=LINK_DOWN;
   g_ready=false;
   g_lost=false;
   g_sealed=false;
   g_rx.Reset();
   g_out.Reset();
   if(now-g_healthyAt<YOUNG_MS)
      g_backoff=BACKOFF_MIN_MS;
   g_nextTry=now+g_backoff;
   g_backoff=(g_backoff*2>BACKOFF_MAX_MS) ? BACKOFF_MAX_MS : g_backoff*2;
  }
//--- says which of the user's settings is missing, once a minute
void ExplainNoConnection(const int error)
  {
   if(GetTickCount64()<g_remindAt)
      return;
   g_remindAt=GetTickCount64()+REMIND_MS;
   PrintFormat("cannot connect to %s:%d (error %d)",InpHost,InpPort,error);
   if(error==ERR_NOT_ALLOWED)
      PrintFormat("SETTING NEEDED: Tools > Options > Expert Advisors > 'Allow WebRequest for listed URL' must list %s",InpHost);
   else
      PrintFormat("Is the gateway running? If it is, SETTING NEEDED: Tools > Options > Expert Advisors > 'Allow WebRequest for listed URL' must list %s",InpHost);
  }
void ExplainNotAllowed(void)
  {
   bool allowed=TradeAllowed();
   if(allowed)
     {
      if(g_saidNotAllowed)
         Print("trading by this EA is allowed again");
      g_saidNotAllowed=false;
      return;
     }
   if(g_saidNotAllowed)
      return;
   g_saidNotAllowed=true;
   if(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)==0)
      Print("SETTING NEEDED: switch the 'Algo Trading' button of the terminal on: orders are refused until then");
   else
     {
      if(MQLInfoInteger(MQL_TRADE_ALLOWED)==0)
         Print("SETTING NEEDED: tick 'Allow Algo Trading' in the properties of this EA: orders are refused until then");
      else
         Print("the broker does not allow EA trading on this account: orders are refused");
     }
  }
//--- off this machine somebody may sit on the line: then every frame after the login carries a MAC
bool Seals(void) { return(InpFrameMac || !(StringFind(InpHost,"127.")==0 || InpHost=="localhost" || InpHost=="::1")); }
//--- takes the MAC off the frame in hand; false: it is not what the gateway sent, or not in its place
bool Unseal(void)
  {
   int count=g_in.n-FRAME_MAC_BYTES;
   if(count<5)
      return(false);
   CWire whole;
   whole.U32((uint)g_in.n);
   ARR(uchar,mac);
   for(int i=0; i<count; i++)
      whole.U8(g_in.b[i]);
   FrameMac("g",whole,0,whole.n,mac);
   uint diff=0;
   for(int i=0; i<FRAME_MAC_BYTES; i++)
      diff|=(uint)(mac[i]^g_in.b[count+i]);
   g_in.n=count;
   return(diff==0);
  }
void OnChallenge(void)
  {
   uint version=g_in.GU16();
   g_in.GBytes(g_gatewayNonce);
   if(g_in.bad || version!=PROTOCOL_VERSION || ArraySize(g_gatewayNonce)<MIN_NONCE)
     {
      Drop("the gateway's challenge is malformed or of another protocol version");
      return;
     }
   MakeNonce(InpKey,g_terminalNonce);
   ARR(uchar,mac);
   LoginMac(InpKey,Seals() ? "terminal-mac" : "terminal",g_gatewayNonce,g_terminalNonce,mac);
   LoginMac(InpKey,"session",g_gatewayNonce,g_terminalNonce,g_sessionKey);
   g_link=LINK_WAIT_PROOF;
   Begin(MSG_LOGIN);
   g_out.U16(PROTOCOL_VERSION);
   g_out.U64((ulong)AccountInfoInteger(ACCOUNT_LOGIN));
   g_out.Str(AccountInfoString(ACCOUNT_SERVER));
   g_out.Bytes(g_terminalNonce,ArraySize(g_terminalNonce));
   g_out.Bytes(mac,ArraySize(mac));
   g_out.Str(EA_VERSION);
   g_out.Flag(Seals());
   End();
   g_sealed=Seals();
  }
void OnLoginOk(void)
  {
   ARR(uchar,proof);
   ARR(uchar,mac);
   g_in.GBytes(proof);
   ulong epoch=g_in.GU64();
   LoginMac(InpKey,g_sealed ? "gateway-mac" : "gateway",g_terminalNonce,g_gatewayNonce,mac);
   if(g_in.bad || !SameBytes(proof,mac))
     {
      Drop("THE GATEWAY DOES NOT KNOW THE KEY: it is not trusted with orders");
      return;
     }
   if(epoch<g_highestEpoch)
     {
      Drop("the gateway is of an older epoch than one already seen");
      return;
     }
   RaiseEpoch(epoch);
   g_link=LINK_UP;
   g_backoff=BACKOFF_MIN_MS;
   g_nextPing=GetTickCount64()+PING_EVERY_MS;
   PrintFormat("logged in at %s:%d, both sides proved the key",InpHost,InpPort);
   SendHello();
  }
void Dispatch(const uint message)
  {
   //--- before the gateway has proved the key, nothing but the login is listened to
   if(g_link!=LINK_UP)
     {
      if(message==MSG_CHALLENGE && g_link==LINK_WAIT_CHALLENGE)
         OnChallenge();
      else
        {
         if(message==MSG_LOGIN_OK && g_link==LINK_WAIT_PROOF)
            OnLoginOk();
         else
           {
            if(message==MSG_LOGIN_REFUSED && g_link==LINK_WAIT_PROOF)
              {
               string text="the gateway refused the login: ";
               text+=g_in.GStr();
               Drop(text);
              }
            else
               Drop("unexpected message before login");
           }
        }
      return;
     }
   switch(message)
     {
      case MSG_PING:
        {
         ulong t=g_in.GU64();
         Begin(MSG_PONG);
         g_out.U64(t);
         g_out.U64(GetMicrosecondCount());
         End();
        }
      break;
      case MSG_PONG:
         break;
      case MSG_SNAPSHOT_REQUEST:
         OnSnapshotRequest(g_in);
         break;
      case MSG_ORDER_SEND:
         OnOrderSend(g_in);
         break;
      default:
         PrintFormat("message %d is unknown to this EA: ignored",(int)message);
         break;
     }
  }
void Parse(void)
  {
   while(g_sock!=INVALID_HANDLE && !g_lost && g_rx.n-g_rx.r>=4)
     {
      int at=g_rx.r;
      uint size=g_rx.GU32();
      if(size<5 || size>MAX_FRAME)
        {
         Drop("bad frame");
         return;
        }
      int length=(int)size;
      if(g_rx.n-g_rx.r<length)
        {
         g_rx.r=at;
         break;
        }
      g_in.Reset();
      g_in.Need(length);
      for(int i=0; i<length; i++)
         g_in.b[i]=g_rx.b[g_rx.r+i];
      g_in.n=length;
      g_rx.r+=length;
      //--- a refusal comes from one that may not know the key
      bool sealed=g_sealed && g_in.b[0]!=MSG_LOGIN_REFUSED;
      if(sealed && !Unseal())
        {
         Drop("A FRAME WITHOUT ITS SEAL: somebody may sit on the line");
         return;
        }
      uint message=g_in.GU8();
      uint sequence=g_in.GU32();
      g_rxSeq++;
      if(sealed && sequence!=g_rxSeq)
        {
         Drop("a frame is missing or came twice");
         return;
        }
      Dispatch(message);
     }
   g_rx.Compact();
  }
bool Connect(void)
  {
   if(GetTickCount64()<g_nextTry)
      return(false);
   ResetLastError();
   g_sock=SocketCreate();
   if(g_sock==INVALID_HANDLE || !SocketConnect(g_sock,InpHost,(uint)InpPort,1000))
     {
      ExplainNoConnection(GetLastError());
      Drop("connect");
      return(false);
     }
   SocketTimeouts(g_sock,SEND_TIMEOUT_MS,SEND_TIMEOUT_MS);   // the defaults are infinite
   g_link=LINK_WAIT_CHALLENGE;
   g_lastRx=GetTickCount64();
   g_txSeq=0;
   g_rxSeq=0;
   return(true);
  }
//--- one read of at most 1 ms; SocketIsReadable is only a hint and may claim a byte that is not there
void ReadOnce(void)
  {
   ResetLastError();
   uint available=SocketIsReadable(g_sock);
   if(available==0 && GetLastError()!=0)
     {
      Drop("the gateway closed the line");
      return;
     }
   uint want=(available>0) ? available : 1;
   ARR(uchar,chunk);                          // fresh on every call: append or replace is not documented
   int got=SocketRead(g_sock,chunk,want,1);
   if(got>0)
     {
      g_rx.Need(got);
      for(int i=0; i<got; i++)
         g_rx.b[g_rx.n+i]=chunk[i];
      g_rx.n+=got;
      g_lastRx=GetTickCount64();
      Parse();
      return;
     }
   if(!SocketIsConnected(g_sock))
      Drop("the gateway closed the line");
  }
void Heartbeat(void)
  {
   ulong now=GetTickCount64();
   if(now-g_lastRx>(ulong)InpDeadlineMs)
     {
      Drop("no heartbeat from the gateway");
      return;
     }
   if(g_link!=LINK_UP || now<g_nextPing)
      return;
   g_nextPing=now+PING_EVERY_MS;
   Begin(MSG_PING);
   g_out.U64(GetMicrosecondCount());
   g_out.U32((uint)TerminalInfoInteger(TERMINAL_PING_LAST));
   End();
  }
//--- reads for the budget while idle; leaves at once while an answer of the server is awaited, because transactions wait for this handler to end
//--- true: a command has just been passed on, and whatever else the timer does may wait for the next one: ticks and checks are never put off for long
bool Poll(const int budgetMs)
  {
   if(g_sock==INVALID_HANDLE && !Connect())
      return(false);
   ulong end=GetTickCount64()+(ulong)budgetMs;
   do
     {
      ulong before=g_commandCount;
      ReadOnce();
      if(g_sock==INVALID_HANDLE)
         return(false);
      bool hurries=(g_commandCount!=before && GetTickCount64()-g_unhurriedAt<HURRY_MS);
      if(!hurries)
        {
         g_unhurriedAt=GetTickCount64();
         PumpFeeds();
        }
      Flush();
      if(g_lost)
        {
         Drop("sending failed");
         return(false);
        }
      if(hurries)
         return(true);
     }
   while(GetTickCount64()<end && !RequestOutstanding() && !IsStopped());
   Heartbeat();
   Flush();
   return(false);
  }
#endif
