//+------------------------------------------------------------------+
//| Compat.mqh - the only dialect layer between MetaEditor and g++    |
//+------------------------------------------------------------------+
#ifndef MERIDIAN_COMPAT_MQH
#define MERIDIAN_COMPAT_MQH
#ifdef __MQL5__
   #define ARR(T,n)       T n[]
   #define ARR_REF(T,n)   T &n[]
   #define ARR_CREF(T,n)  const T &n[]
#else
   #define ARR(T,n)       MqlArray<T> n
   #define ARR_REF(T,n)   MqlArray<T> &n
   #define ARR_CREF(T,n)  const MqlArray<T> &n
#endif
#define EA_VERSION "0.4.1"
// Answers of this EA itself, outside the range of MetaQuotes' retcodes.
#define RETCODE_OLD_EPOCH  20001   // a leader with a higher epoch has been seen
#define RETCODE_DUPLICATE  20002   // received before; whether it went out is no longer remembered
#define RETCODE_MALFORMED  20003   // the command names an enum value this EA does not know
#endif
