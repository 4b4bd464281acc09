#!/usr/bin/env bash
# The dead man's switch of a programmer. Ends the processes of attempts when their time is over, and of all
# attempts when the programmer is gone, so that they end even while the programmer itself cannot do
# anything about them. It runs no other program: what it needs is built into bash.
#
# It reads lines:                      It writes lines:
#   begin ATTEMPT     for 10 s           ready
#   root ATTEMPT PID  its process        fed               the answer to "ask"
#   left ATTEMPT TIME go on till then    stopping ATTEMPT  before anything of it is ended
#   feed TIME         the same for all
#   ask
#   end ATTEMPT
#
# TIME is in 1/100 s since the machine's start, as in /proc/uptime. Nothing but processes of the attempts is ended: the
# root (if it is still the process that it was), its session, its descendants, and whatever has the
# attempt's CODEFLEET_ATTEMPT in its environment.

FIRST=1000    # 1/100 s that an attempt may go on before it is fed
LONGEST=500   # 1/100 s of looking for processes that do not go
PAUSE=0.01    # s for killed processes to go

declare -A until=()    # attempts that go on, and till when
declare -A stopped=()  # attempts that were stopped and have not ended
declare -A root=() start=()
declare -A doomed=() found=()
now=0
next=0  # nothing is over before

look_at_clock() {
  local up
  read -r up _ </proc/uptime
  now=$((10#${up/./}))
}

# Sets state, parent, session and began of a process; fails when it is gone.
inspect() {
  local line
  IFS= read -r -d '' line <"/proc/$1/stat" || [[ -n ${line-} ]] || return 1
  # The second field is a name, which may hold blanks and brackets.
  local fields
  read -r -a fields <<<"${line##*) }"
  ((${#fields[@]} > 19)) || return 1
  state=${fields[0]} parent=${fields[1]} session=${fields[3]} began=${fields[19]}
}

# Whether a process says of itself that it is of a doomed attempt.
is_marked() {
  local variables variable name
  mapfile -d '' -t variables <"/proc/$1/environ" || return 1
  for variable in "${variables[@]}"; do
    name=${variable#CODEFLEET_ATTEMPT=}
    if [[ $name != "$variable" && -n $name && $name != *[!A-Za-z0-9._-]* && -n ${doomed[$name]-} ]]; then
      return 0
    fi
  done
  return 1
}

# Collects what is left of the doomed attempts.
look() {
  local directory pid id state parent session began more
  local -A parents=() sessions=() roots=()
  for id in "${!doomed[@]}"; do
    if [[ -n ${root[$id]-} ]]; then
      sessions[${root[$id]}]=1
      roots[${root[$id]}]=${start[$id]}
    fi
  done
  found=()
  for directory in /proc/[0-9]*; do
    pid=${directory#/proc/}
    if ((pid == $$ || pid == PPID)) || ! inspect "$pid" || [[ $state == [ZX] ]]; then
      continue
    fi
    parents[$pid]=$parent
    if [[ ${roots[$pid]-none} == "$began" || -n ${sessions[$session]-} ]] || is_marked "$pid"; then
      found[$pid]=1
    fi
  done 2>/dev/null
  more=1
  while ((more)); do
    more=0
    for pid in "${!parents[@]}"; do
      if [[ -z ${found[$pid]-} && -n ${found[${parents[$pid]}]-} ]]; then
        found[$pid]=1
        more=1
      fi
    done
  done
}

# Ends all processes of the doomed attempts. One can start another between being seen and being
# killed, so this looks again until two looks in a row find nothing.
stop() {
  local id quiet=0 last
  for id in "${!doomed[@]}"; do
    printf 'stopping %s\n' "$id" 2>/dev/null
    unset "until[$id]"
    stopped[$id]=1
  done
  look_at_clock
  last=$((now + LONGEST))
  while ((quiet < 2 && now < last)); do
    look
    if ((${#found[@]} == 0)); then
      quiet=$((quiet + 1))
    else
      quiet=0
      kill -KILL "${!found[@]}" 2>/dev/null
      read -r -t "$PAUSE" -u "$never" _
    fi
    look_at_clock
  done
}

stop_what_is_over() {
  local id
  doomed=()
  next=$((now + FIRST))
  for id in "${!until[@]}"; do
    if ((${until[$id]} <= now)); then
      doomed[$id]=1
    elif ((${until[$id]} < next)); then
      next=${until[$id]}
    fi
  done
  if ((${#doomed[@]} > 0)); then
    stop
  fi
}

stop_all() {
  local id
  doomed=()
  for id in "${!until[@]}" "${!stopped[@]}"; do
    doomed[$id]=1
  done
  if ((${#doomed[@]} > 0)); then
    stop
  fi
}

go_on_until() {
  if [[ -n ${until[$1]-} ]]; then
    until[$1]=$2
    if (($2 < next)); then
      next=$2
    fi
  fi
}

obey() {
  local verb=$1 id=${2-} value=${3-} state parent session began
  case $verb in
    begin)
      until[$id]=$((now + FIRST))
      if ((${#until[@]} == 1)); then
        next=$((now + FIRST))
      fi
      ;;
    root)
      # One that has ended by now may have left its session: no other process gets that number meanwhile.
      root[$id]=$value
      start[$id]=
      if inspect "$value" 2>/dev/null; then
        start[$id]=$began
      fi
      if [[ -n ${stopped[$id]-} ]]; then
        doomed=([$id]=1)
        stop
      fi
      ;;
    left)
      go_on_until "$id" "$value"
      ;;
    feed)
      for value in "${!until[@]}"; do
        until[$value]=$id
      done
      next=$id
      ;;
    ask)
      printf 'fed\n' 2>/dev/null
      ;;
    end)
      unset "until[$id]" "stopped[$id]" "root[$id]" "start[$id]"
      ;;
  esac
}

main() {
  if ((BASH_VERSINFO[0] < 4)) || [[ ! -r /proc/uptime || ! -r /proc/self/environ ]]; then
    printf 'needs bash 4 or newer and /proc\n'
    exit 2
  fi
  # The programmer's end is the only one that ends this: signals to a group reach it as well.
  trap '' HUP INT TERM PIPE
  local never wait seconds line code
  # Nothing is ever written here: bash has no other way to wait without another program.
  exec {never}<> <(:)
  printf 'ready\n'
  while true; do
    if ((${#until[@]} == 0)); then
      read -r line
      code=$?
    else
      look_at_clock
      wait=$((next > now ? next - now : 1))
      printf -v seconds '%d.%02d' $((wait / 100)) $((wait % 100))
      read -r -t "$seconds" line
      code=$?
    fi
    look_at_clock
    if ((code == 0)); then
      # Words are digits, letters and . _ - only: nothing in them means anything to bash.
      if [[ $line != *[!A-Za-z0-9._\ -]* ]]; then
        obey $line
      fi
    elif ((code <= 128)); then
      stop_all
      exit 0
    fi
    # What was written before its time is over counts, also when it is read late.
    if ((${#until[@]} > 0 && next <= now)) && ! read -r -t 0; then
      stop_what_is_over
    fi
  done
}

main
