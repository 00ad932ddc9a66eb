//+------------------------------------------------------------------+
//| Crypto.mqh - HMAC-SHA256 on CryptEncode, nonces, comparison       |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_CRYPTO_MQH
#define MERIDIAN_CRYPTO_MQH
#include "Compat.mqh"

void Sha256(ARR_CREF(uchar,data),ARR_REF(uchar,digest))
  {
   ARR(uchar,nokey);
   CryptEncode(CRYPT_HASH_SHA256,data,nokey,digest);
  }
//--- the UTF-8 bytes of a text, without the terminating zero
void Utf8(const string text,ARR_REF(uchar,bytes))
  {
   int k=StringToCharArray(text,bytes,0,WHOLE_ARRAY,CP_UTF8)-1;
   ArrayResize(bytes,k<0 ? 0 : k);
  }
void AppendBytes(ARR_REF(uchar,to),ARR_CREF(uchar,from))
  {
   int at=ArraySize(to);
   int k=ArraySize(from);
   ArrayResize(to,at+k);
   for(int i=0; i<k; i++)
      to[at+i]=from[i];
  }
void HmacBytes(ARR_CREF(uchar,secret),ARR_CREF(uchar,message),ARR_REF(uchar,mac))
  {
   ARR(uchar,key);
   ARR(uchar,inner);
   ARR(uchar,outer);
   ARR(uchar,h);
   if(ArraySize(secret)>64)
     {
      Sha256(secret,h);
      AppendBytes(key,h);
     }
   else
      AppendBytes(key,secret);
   int length=ArraySize(key);
   ArrayResize(inner,64);
   ArrayResize(outer,64);
   for(int i=0; i<64; i++)
     {
      uint c=(i<length) ? key[i] : 0;
      inner[i]=(uchar)(c^0x36);
      outer[i]=(uchar)(c^0x5C);
     }
   AppendBytes(inner,message);
   Sha256(inner,h);
   AppendBytes(outer,h);
   Sha256(outer,mac);
  }
void HmacSha256(const string keyText,ARR_CREF(uchar,message),ARR_REF(uchar,mac))
  {
   ARR(uchar,key);
   Utf8(keyText,key);
   HmacBytes(key,message,mac);
  }
//--- HMAC(key, label | first | second): the proof of one side of the login
void LoginMac(const string key,const string label,ARR_CREF(uchar,first),ARR_CREF(uchar,second),ARR_REF(uchar,mac))
  {
   ARR(uchar,message);
   Utf8(label,message);
   AppendBytes(message,first);
   AppendBytes(message,second);
   HmacSha256(key,message,mac);
  }
//--- takes the same time wherever the difference is
bool SameBytes(ARR_CREF(uchar,a),ARR_CREF(uchar,c))
  {
   if(ArraySize(a)!=ArraySize(c))
      return(false);
   uint diff=0;
   for(int i=0; i<ArraySize(a); i++)
      diff|=(uint)(a[i]^c[i]);
   return(diff==0);
  }
//--- MQL5 has no random source but a 15-bit one: clocks, a counter and the key go through HMAC, so that without the key it cannot be foretold
uint g_nonceCounter=0;
void MakeNonce(const string key,ARR_REF(uchar,nonce))
  {
   g_nonceCounter++;
   string seed=IntegerToString((long)GetMicrosecondCount());
   seed+="|";
   seed+=IntegerToString((long)TimeLocal());
   seed+="|";
   seed+=IntegerToString((long)GetTickCount64());
   seed+="|";
   seed+=IntegerToString((long)MathRand());
   seed+="|";
   seed+=IntegerToString((long)AccountInfoInteger(ACCOUNT_LOGIN));
   seed+="|";
   seed+=IntegerToString((long)g_nonceCounter);
   ARR(uchar,message);
   Utf8(seed,message);
   HmacSha256(key,message,nonce);
  }
#endif
