//+------------------------------------------------------------------+
//| Wire.mqh - little-endian frames over a byte array                 |
//| Field by field: no struct is ever copied to or from bytes, so     |
//| packing and alignment cannot differ between compilers.            |
//| Frame: u32 length of the rest | u8 message | u32 sequence | fields |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_WIRE_MQH
#define MERIDIAN_WIRE_MQH
#include "Compat.mqh"

union DoubleBits { double d; ulong u; };

class CWire
  {
public:
   ARR(uchar,b);
   int               n;         // bytes used
   int               r;         // read cursor
   bool              bad;       // a read went past the end
                     CWire(void) { n=0; r=0; bad=false; }
   void              Reset(void) { n=0; r=0; bad=false; }
   void              Need(const int k)
     {
      if(n+k>ArraySize(b))
         ArrayResize(b,(n+k)*2,4096);
     }
   //--- writing
   void              U8(const uint v)    { Need(1); b[n++]=(uchar)(v&0xFF); }
   void              U16(const uint v)   { U8(v); U8(v>>8); }
   void              U32(const uint v)   { U16(v); U16(v>>16); }
   void              U64(const ulong v)  { U32((uint)(v&0xFFFFFFFF)); U32((uint)(v>>32)); }
   void              I64(const long v)   { U64((ulong)v); }
   void              F64(const double v) { DoubleBits x; x.u=0; x.d=v; U64(x.u); }
   void              Flag(const bool v)  { U8(v ? 1 : 0); }
   void              Bytes(ARR_CREF(uchar,v),const int count)
     {
      U16((uint)count);
      for(int i=0; i<count; i++)
         U8(v[i]);
     }
   void              Str(const string s)
     {
      ARR(uchar,t);
      int k=StringToCharArray(s,t,0,WHOLE_ARRAY,CP_UTF8)-1;   // without the terminating zero
      if(k<0)
         k=0;
      Bytes(t,k);
     }
   void              Append(const CWire &other)
     {
      Need(other.n);
      for(int i=0; i<other.n; i++)
         b[n++]=other.b[i];
     }
   //--- patching a length that is known only afterwards
   void              SetU16(const int at,const uint v) { b[at]=(uchar)(v&0xFF); b[at+1]=(uchar)((v>>8)&0xFF); }
   void              SetU32(const int at,const uint v) { SetU16(at,v); SetU16(at+2,v>>16); }
   //--- reading
   bool              Left(const int k)
     {
      if(r+k<=n)
         return(true);
      bad=true;
      return(false);
     }
   uint              GU8(void)  { if(!Left(1)) return(0); return(b[r++]); }
   uint              GU16(void) { uint lo=GU8(); return(lo|(GU8()<<8)); }
   uint              GU32(void) { uint lo=GU16(); return(lo|(GU16()<<16)); }
   ulong             GU64(void) { ulong lo=GU32(); return(lo|((ulong)GU32()<<32)); }
   double            GF64(void) { DoubleBits x; x.u=GU64(); return(x.d); }
   void              GBytes(ARR_REF(uchar,v))
     {
      int k=(int)GU16();
      if(!Left(k))
         k=0;
      ArrayResize(v,k);
      for(int i=0; i<k; i++)
         v[i]=b[r+i];
      r+=k;
     }
   string            GStr(void)
     {
      int k=(int)GU16();
      if(k==0 || !Left(k))
         return("");
      string s=CharArrayToString(b,r,k,CP_UTF8);
      r+=k;
      return(s);
     }
   //--- drops what was read
   void              Compact(void)
     {
      if(r==0)
         return;
      int rest=n-r;
      for(int i=0; i<rest; i++)
         b[i]=b[r+i];
      n=rest;
      r=0;
     }
  };
//--- FNV-1a over what was written
uint Checksum(const CWire &w)
  {
   uint sum=2166136261;
   for(int i=0; i<w.n; i++)
      sum=(sum^w.b[i])*16777619;
   return(sum);
  }
#endif
