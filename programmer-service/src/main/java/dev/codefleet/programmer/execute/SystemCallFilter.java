package dev.codefleet.programmer.execute;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The system calls that attempts may not make, as a program of the kernel's packet filter (BPF) for
 * seccomp: see seccomp(2), and {@code struct seccomp_data} in the kernel's {@code
 * uapi/linux/seccomp.h}.
 *
 * <p>All calls are allowed but a list, where container runtimes have a list of those that are: what
 * builds and tests call is not known here. On the list is what reaches for the kernel rather than
 * for the attempt's own files and processes. Of most of it a process without capabilities is
 * refused anyway; what counts is that the code behind it is never reached.
 *
 * <p>Each refusal is what a kernel without the feature would say, so that programs take their other
 * way. One that cannot be told from its arguments is not here: {@code ptrace} and the memory of
 * other processes are held by the process namespace, and debuggers need them.
 */
final class SystemCallFilter {
    static final int EPERM = 1;
    static final int ENOSYS = 38;
    static final int EAFNOSUPPORT = 97;

    static final int ALLOW = 0x7FFF0000;
    static final int KILL_PROCESS = 0x80000000;
    private static final int ERRNO = 0x00050000;

    static final int CLONE_NEWUSER = 0x10000000;
    private static final List<Integer> TERMINAL_INPUT = List.of(0x5412, 0x541C);

    /** Unix, IPv4, IPv6, and netlink, by which programs ask for their addresses. */
    private static final List<Integer> FAMILIES = List.of(1, 2, 10, 16);

    /** Numbers from here on are those of x32, which share the 64-bit architecture. */
    private static final int X32 = 0x40000000;

    private static final int NUMBER_AT = 0;
    private static final int ARCHITECTURE_AT = 4;

    /** Of the first argument; the kernel heeds the lower half of each that is looked at here. */
    private static final int ARGUMENTS_AT = 16;

    private static final short LOAD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short JUMP_IF_AT_LEAST = 0x35;
    private static final short JUMP_IF_BITS = 0x45;
    private static final short RETURN = 0x06;

    /** The machines that a filter is made for. */
    enum Architecture {
        X86_64(0xC000003E),
        AARCH64(0xC00000B7);

        /** As the kernel's audit names it. */
        final int audit;

        Architecture(int audit) {
            this.audit = audit;
        }

        /**
         * That of this machine; empty if there is none for it.
         *
         * @param name as {@code os.arch} has it
         */
        static Optional<Architecture> of(String name) {
            return switch (name) {
                case "amd64", "x86_64" -> Optional.of(X86_64);
                case "aarch64", "arm64" -> Optional.of(AARCH64);
                default -> Optional.empty();
            };
        }
    }

    /**
     * A refused call.
     *
     * @param x86 its number there; {@link #NONE} where it does not exist
     */
    record Call(String name, int x86, int arm, int errno) {
        int number(Architecture architecture) {
            return architecture == Architecture.X86_64 ? x86 : arm;
        }
    }

    static final int NONE = -1;

    private static final Call CLONE = new Call("clone", 56, 220, EPERM);
    private static final Call UNSHARE = new Call("unshare", 272, 97, EPERM);
    private static final Call IOCTL = new Call("ioctl", 16, 29, EPERM);
    private static final Call SOCKET = new Call("socket", 41, 198, EAFNOSUPPORT);
    private static final Call SOCKETPAIR = new Call("socketpair", 53, 199, EAFNOSUPPORT);

    /** Those that are refused whatever their arguments are. */
    static final List<Call> REFUSED =
            List.of(
                    // Its flags are in memory, where no filter sees them.
                    new Call("clone3", 435, 435, ENOSYS),
                    // Other namespaces, and what mounts into them.
                    new Call("setns", 308, 268, EPERM),
                    new Call("mount", 165, 40, EPERM),
                    new Call("umount2", 166, 39, EPERM),
                    new Call("pivot_root", 155, 41, EPERM),
                    new Call("open_tree", 428, 428, ENOSYS),
                    new Call("move_mount", 429, 429, ENOSYS),
                    new Call("fsopen", 430, 430, ENOSYS),
                    new Call("fsconfig", 431, 431, ENOSYS),
                    new Call("fsmount", 432, 432, ENOSYS),
                    new Call("fspick", 433, 433, ENOSYS),
                    new Call("mount_setattr", 442, 442, ENOSYS),
                    new Call("open_tree_attr", 467, 467, ENOSYS),
                    new Call("open_by_handle_at", 304, 265, EPERM),
                    // Parts of the kernel in which many ways out of sandboxes were found.
                    new Call("io_uring_setup", 425, 425, ENOSYS),
                    new Call("io_uring_enter", 426, 426, ENOSYS),
                    new Call("io_uring_register", 427, 427, ENOSYS),
                    new Call("userfaultfd", 323, 282, ENOSYS),
                    new Call("bpf", 321, 280, EPERM),
                    new Call("perf_event_open", 298, 241, EPERM),
                    new Call("fanotify_init", 300, 262, EPERM),
                    // Keyrings are in no namespace.
                    new Call("add_key", 248, 217, ENOSYS),
                    new Call("request_key", 249, 218, ENOSYS),
                    new Call("keyctl", 250, 219, ENOSYS),
                    // The machine itself.
                    new Call("init_module", 175, 105, EPERM),
                    new Call("finit_module", 313, 273, EPERM),
                    new Call("delete_module", 176, 106, EPERM),
                    new Call("kexec_load", 246, 104, EPERM),
                    new Call("kexec_file_load", 320, 294, EPERM),
                    new Call("reboot", 169, 142, EPERM),
                    new Call("swapon", 167, 224, EPERM),
                    new Call("swapoff", 168, 225, EPERM),
                    new Call("acct", 163, 89, EPERM),
                    new Call("quotactl", 179, 60, EPERM),
                    new Call("quotactl_fd", 443, 443, EPERM),
                    new Call("syslog", 103, 116, EPERM),
                    new Call("lookup_dcookie", 212, 18, EPERM),
                    new Call("vhangup", 153, 58, EPERM),
                    new Call("ioperm", 173, NONE, EPERM),
                    new Call("iopl", 172, NONE, EPERM),
                    new Call("uselib", 134, NONE, EPERM),
                    new Call("nfsservctl", 180, 42, ENOSYS),
                    new Call("sethostname", 170, 161, EPERM),
                    new Call("setdomainname", 171, 162, EPERM),
                    new Call("settimeofday", 164, 170, EPERM),
                    new Call("clock_settime", 227, 112, EPERM));

    private final Architecture architecture;
    private final List<byte[]> program = new ArrayList<>();

    private SystemCallFilter(Architecture architecture) {
        this.architecture = architecture;
    }

    /** The filter as {@code bwrap --seccomp} reads it. */
    static byte[] program(Architecture architecture) {
        return new SystemCallFilter(architecture).make();
    }

    private byte[] make() {
        load(ARCHITECTURE_AT);
        jump(JUMP_IF_EQUAL, architecture.audit, 1, 0);
        // Programs for a 32-bit machine: their calls have other numbers.
        end(KILL_PROCESS);
        load(NUMBER_AT);
        if (architecture == Architecture.X86_64) {
            jump(JUMP_IF_AT_LEAST, X32, 0, 1);
            end(refusal(ENOSYS));
        }
        REFUSED.stream()
                .filter(call -> call.number(architecture) != NONE)
                .forEach(call -> {
                    jump(JUMP_IF_EQUAL, call.number(architecture), 0, 1);
                    end(refusal(call.errno()));
                });
        for (var call : List.of(CLONE, UNSHARE)) {
            ifCalled(call, 4);
            load(argument(0));
            jump(JUMP_IF_BITS, CLONE_NEWUSER, 0, 1);
            end(refusal(call.errno()));
            end(ALLOW);
        }
        ifCalled(IOCTL, 5);
        load(argument(1));
        jump(JUMP_IF_EQUAL, TERMINAL_INPUT.get(0), 1, 0);
        jump(JUMP_IF_EQUAL, TERMINAL_INPUT.get(1), 0, 1);
        end(refusal(IOCTL.errno()));
        end(ALLOW);
        for (var call : List.of(SOCKET, SOCKETPAIR)) {
            ifCalled(call, FAMILIES.size() + 3);
            load(argument(0));
            for (var at = 0; at < FAMILIES.size(); at++) {
                jump(JUMP_IF_EQUAL, FAMILIES.get(at), FAMILIES.size() - at, 0);
            }
            end(refusal(call.errno()));
            end(ALLOW);
        }
        end(ALLOW);
        var bytes = new byte[program.size() * Long.BYTES];
        for (var at = 0; at < program.size(); at++) {
            System.arraycopy(program.get(at), 0, bytes, at * Long.BYTES, Long.BYTES);
        }
        return bytes;
    }

    static int refusal(int errno) {
        return ERRNO | errno;
    }

    private static int argument(int index) {
        return ARGUMENTS_AT + index * Long.BYTES;
    }

    /** Goes on with what follows if a call is made, and else after so many instructions. */
    private void ifCalled(Call call, int instructions) {
        jump(JUMP_IF_EQUAL, call.number(architecture), 0, instructions);
    }

    private void load(int offset) {
        add(LOAD, 0, 0, offset);
    }

    private void jump(short condition, int value, int ifTrue, int ifFalse) {
        add(condition, ifTrue, ifFalse, value);
    }

    private void end(int action) {
        add(RETURN, 0, 0, action);
    }

    /** One {@code struct sock_filter}; both architectures are little-endian. */
    private void add(short code, int ifTrue, int ifFalse, int value) {
        program.add(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putShort(code)
                        .put((byte) ifTrue)
                        .put((byte) ifFalse)
                        .putInt(value)
                        .array());
    }
}
