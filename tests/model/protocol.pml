/* Event/action protocol with crashes.  Build with -DREPLY_EARLY, -DNO_ADAPTER_DEDUPE, -DDROP_AT_SEND,
   -DNO_INBOX for the broken variants.  N events, each has one action.
   safety:   spin -a -DMAXCRASH=3 protocol.pml && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -noclaim -m2000000
   progress: spin -a -DLIVE protocol.pml && gcc -O2 -DNFAIR=3 -o pan pan.c && ./pan -a -f -m2000000 -N live
   Both must end with 'errors: 0'.  Each broken variant must end with an error (DROP_AT_SEND: in the progress run). */
#define N 2
#ifndef MAXCRASH
#define MAXCRASH 2
#endif
bool inbox[N], outbox[N];            /* durable in the runtime */
bool bin[N], bout[N], brm[N];        /* volatile: current batch */
bool rep[N], sent[N];                /* volatile: answers waiting, actions sent on this connection */
bool adone[N], aseen[N];             /* durable in the adapter */
byte applied[N];                     /* effects in the outside world */
byte changed[N];                     /* durable effects on the shop's state */
chan ev = [2] of { byte }; chan ok = [2] of { byte }; chan act = [2] of { byte }; chan ack = [2] of { byte };
byte crashes = 0;
inline drain() { do :: ev?_ :: ok?_ :: act?_ :: ack?_ :: empty(ev) && empty(ok) && empty(act) && empty(ack) -> break od }
inline forget() { byte k; k = 0; do :: k < N -> bin[k] = 0; bout[k] = 0; brm[k] = 0; rep[k] = 0; sent[k] = 0; k++ :: k >= N -> break od }
inline commit() { byte c; c = 0; do :: c < N -> changed[c] = changed[c] + bin[c]; assert(changed[c] <= 1); inbox[c] = inbox[c] || bin[c]; outbox[c] = (outbox[c] || bout[c]) && !brm[c]; bin[c] = 0; bout[c] = 0; brm[c] = 0; c++ :: c >= N -> break od }
active proctype Runtime() {
  byte i;
end: do
#ifdef LIVE
  :: atomic { !rep[0] && !rep[1] && nempty(ev) -> ev?i;
#else
  :: atomic { ev?i ->
#endif
#ifdef NO_INBOX
       bout[i] = 1; bin[i] = 1;
#else
       if :: inbox[i] || bin[i] :: else -> bin[i] = 1; bout[i] = 1; fi;
#endif
#ifdef REPLY_EARLY
       if :: nfull(ok) -> ok!i :: full(ok) fi
#else
       rep[i] = 1
#endif
     }
  :: atomic { (bin[0] || bin[1] || rep[0] || rep[1] || brm[0] || brm[1]) && nfull(ok) ->
       commit(); i = 0;
       do :: i < N && rep[i] && nfull(ok) -> ok!i; rep[i] = 0; i++ :: i < N && (!rep[i] || full(ok)) -> i++ :: i >= N -> break od }
  :: atomic { outbox[0] && !sent[0] && nfull(act) -> act!0; sent[0] = 1;
#ifdef DROP_AT_SEND
       outbox[0] = 0;
#endif
     }
  :: atomic { outbox[1] && !sent[1] && nfull(act) -> act!1; sent[1] = 1;
#ifdef DROP_AT_SEND
       outbox[1] = 0;
#endif
     }
  :: atomic { ack?i -> brm[i] = 1 }
  :: atomic { crashes < MAXCRASH -> crashes++; drain(); forget() }        /* kill -9, or a broken connection */
  od }
active proctype Adapter() {
  byte i;
end: do
#ifdef LIVE
#define IDLE (empty(ok) && empty(act) && empty(ev))
#else
#define IDLE 1
#endif
  :: atomic { !adone[0] && nfull(ev) && IDLE -> ev!0 }
  :: atomic { !adone[1] && nfull(ev) && IDLE -> ev!1 }
  :: atomic { ok?i -> adone[i] = 1; assert(inbox[i]) }
  :: atomic { nfull(ack) && nempty(act) -> act?i;
#ifdef NO_ADAPTER_DEDUPE
       applied[i]++;
#else
       if :: !aseen[i] -> applied[i]++; aseen[i] = 1 :: aseen[i] fi;
#endif
       assert(applied[i] <= 1); ack!i }
  od }
ltl live { <> (applied[0] == 1 && applied[1] == 1) }
