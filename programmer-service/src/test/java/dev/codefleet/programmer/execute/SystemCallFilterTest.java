package dev.codefleet.programmer.execute;

import static dev.codefleet.programmer.execute.SystemCallFilter.ALLOW;
import static dev.codefleet.programmer.execute.SystemCallFilter.EAFNOSUPPORT;
import static dev.codefleet.programmer.execute.SystemCallFilter.ENOSYS;
import static dev.codefleet.programmer.execute.SystemCallFilter.EPERM;
import static dev.codefleet.programmer.execute.SystemCallFilter.KILL_PROCESS;
import static dev.codefleet.programmer.execute.SystemCallFilter.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codefleet.programmer.execute.SystemCallFilter.Architecture;
import dev.codefleet.programmer.execute.SystemCallFilter.Call;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter as the kernel would run it, over all system calls. */
class SystemCallFilterTest {
    private static final int I386 = 0x40000003;
    private static final int ARM = 0x40000028;
    private static final int HIGHEST_NUMBER = 1_000;
    private static final long UPPER_HALF = 0xFFFFFFFFL << 32;
    private static final Pattern DEFINED =
            Pattern.compile("#define __NR(?:3264)?_(\\w+)\\s+(\\d+)");

    /** Calls whose arguments decide; here all of them are zero. */
    private static final Map<Integer, Integer> SOCKETS_OF_X86 =
            Map.of(41, EAFNOSUPPORT, 53, EAFNOSUPPORT);

    private static final Map<Integer, Integer> SOCKETS_OF_ARM =
            Map.of(198, EAFNOSUPPORT, 199, EAFNOSUPPORT);

    @Test
    void ofAllCallsThoseOnTheListAreRefusedAndNoOthers() {
        assertThat(refused(Architecture.X86_64)).isEqualTo(listed(Call::x86, SOCKETS_OF_X86));
        assertThat(refused(Architecture.AARCH64)).isEqualTo(listed(Call::arm, SOCKETS_OF_ARM));
    }

    @Test
    void theNumbersAreThoseOfTheKernelsHeaders() throws Exception {
        for (var header :
                Map.<String, ToIntFunction<Call>>of(
                                "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", Call::x86,
                                "/usr/include/asm-generic/unistd.h", Call::arm)
                        .entrySet()) {
            var file = Path.of(header.getKey());
            assumeTrue(Files.exists(file), "the kernel's headers are not here");
            var numbers =
                    DEFINED.matcher(Files.readString(file))
                            .results()
                            .collect(
                                    Collectors.toMap(
                                            found -> found.group(1),
                                            found -> Integer.parseInt(found.group(2)),
                                            (one, _) -> one));
            for (var call : SystemCallFilter.REFUSED) {
                var number = header.getValue().applyAsInt(call);
                if (number != SystemCallFilter.NONE && numbers.containsKey(call.name())) {
                    assertThat(number).as(call.name()).isEqualTo(numbers.get(call.name()));
                }
            }
            assertThat(numbers).containsKeys("clone3", "io_uring_setup", "bpf", "keyctl");
        }
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void noUserNamespaceIsMade(Architecture architecture) {
        var clone = architecture == Architecture.X86_64 ? 56 : 220;
        var unshare = architecture == Architecture.X86_64 ? 272 : 97;
        var threads = 0x3D0F00L;

        for (var call : new int[] {clone, unshare}) {
            assertThat(run(architecture, call, 0x10000000L)).isEqualTo(refusal(EPERM));
            assertThat(run(architecture, call, UPPER_HALF | 0x10000000L | threads))
                    .isEqualTo(refusal(EPERM));
            assertThat(run(architecture, call, threads)).isEqualTo(ALLOW);
            assertThat(run(architecture, call, 17)).isEqualTo(ALLOW);
        }
        assertThat(run(architecture, 435, 0)).isEqualTo(refusal(ENOSYS));
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void nothingIsTypedIntoATerminal(Architecture architecture) {
        var ioctl = architecture == Architecture.X86_64 ? 16 : 29;

        assertThat(run(architecture, ioctl, 0, 0x5412)).isEqualTo(refusal(EPERM));
        assertThat(run(architecture, ioctl, 0, 0x541C)).isEqualTo(refusal(EPERM));
        assertThat(run(architecture, ioctl, 0, UPPER_HALF | 0x5412)).isEqualTo(refusal(EPERM));
        assertThat(run(architecture, ioctl, 0x5412, 0x5413)).isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void socketsAreOfTheUsualFamilies(Architecture architecture) {
        var socket = architecture == Architecture.X86_64 ? 41 : 198;

        for (var family : new int[] {1, 2, 10, 16}) {
            assertThat(run(architecture, socket, family)).isEqualTo(ALLOW);
            assertThat(run(architecture, socket + (socket == 41 ? 12 : 1), family))
                    .isEqualTo(ALLOW);
        }
        // Of packets, the kernel's cryptography, and the host of a virtual machine.
        for (var family : new int[] {0, 3, 17, 38, 40, 45}) {
            assertThat(run(architecture, socket, family)).isEqualTo(refusal(EAFNOSUPPORT));
        }
    }

    @Test
    void programsForOtherMachinesAreEnded() {
        for (var architecture : Architecture.values()) {
            for (var foreign : new int[] {I386, ARM, 0, -1}) {
                assertThat(run(architecture, foreign, 0, new long[6])).isEqualTo(KILL_PROCESS);
            }
        }
        assertThat(run(Architecture.X86_64, Architecture.AARCH64.audit, 0, new long[6]))
                .isEqualTo(KILL_PROCESS);
        // x32, in both of its ranges, and a number that is none.
        for (var number : new int[] {0x40000000, 0x40000000 + 272, 0x40000200, 0x7FFFFFFF, -1}) {
            assertThat(run(Architecture.X86_64, number)).isEqualTo(refusal(ENOSYS));
        }
    }

    private static Map<Integer, Integer> refused(Architecture architecture) {
        var refused = new TreeMap<Integer, Integer>();
        IntStream.rangeClosed(0, HIGHEST_NUMBER)
                .forEach(number -> {
                    var action = run(architecture, number);
                    if (action != ALLOW) {
                        refused.put(number, action & 0xFFFF);
                    }
                });
        return refused;
    }

    private static Map<Integer, Integer> listed(
            ToIntFunction<Call> number, Map<Integer, Integer> sockets) {
        var listed = new TreeMap<>(sockets);
        for (var call : SystemCallFilter.REFUSED) {
            if (number.applyAsInt(call) != SystemCallFilter.NONE) {
                assertThat(listed.put(number.applyAsInt(call), call.errno()))
                        .as("%s has a number of its own", call.name())
                        .isNull();
            }
        }
        return listed;
    }

    private static int run(Architecture architecture, int number, long... arguments) {
        var six = new long[6];
        System.arraycopy(arguments, 0, six, 0, arguments.length);
        return run(architecture, architecture.audit, number, six);
    }

    /** Interprets the program as bpf(4) of BSD and seccomp(2) tell it. */
    private static int run(Architecture filter, int audit, int number, long[] arguments) {
        var data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(number).putInt(audit).putLong(0);
        for (var argument : arguments) {
            data.putLong(argument);
        }
        var program = ByteBuffer.wrap(SystemCallFilter.program(filter));
        program.order(ByteOrder.LITTLE_ENDIAN);
        var accumulator = 0;
        for (var at = 0; ; at++) {
            var code = program.getShort(at * 8);
            var ifTrue = Byte.toUnsignedInt(program.get(at * 8 + 2));
            var ifFalse = Byte.toUnsignedInt(program.get(at * 8 + 3));
            var value = program.getInt(at * 8 + 4);
            switch (code) {
                case 0x20 -> accumulator = data.getInt(value);
                case 0x15 -> at += accumulator == value ? ifTrue : ifFalse;
                case 0x35 ->
                        at += Integer.compareUnsigned(accumulator, value) >= 0 ? ifTrue : ifFalse;
                case 0x45 -> at += (accumulator & value) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return value;
                }
                default -> throw new AssertionError("no such instruction: " + code);
            }
        }
    }
}
