package dev.codefleet.cli;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code codefleet libraries JAR}, for the launcher after a build: deletes libraries that the
 * command's jar has not named for a day, and gives old class files of the others the stack maps
 * that later ones have. An ahead-of-time cache takes no class without them, and each start verifies
 * such a class anew, the slow way.
 */
@Command(
        name = "libraries",
        hidden = true,
        description = "Prepares the libraries of the command's jar, and prints nothing.",
        mixinStandardHelpOptions = true)
final class LibrariesCommand implements Callable<Integer> {
    /** The first one whose classes must have stack maps. */
    private static final int MAJOR_WITH_STACK_MAPS = ClassFile.JAVA_7_VERSION;

    /** Of a class file: magic number, minor and major version. */
    private static final int HEAD_BYTES = 8;

    private static final int MAJOR_AT = 6;
    private static final int FIRST_MAJOR_TO_CACHE = ClassFile.JAVA_6_VERSION;

    /** Of a library that is not named: a file beside it, as old as that is known. */
    private static final String UNNAMED = ".unnamed";

    /** A fleet that is up opens a library only when it first needs it. */
    private static final Duration UNNAMED_KEPT = Duration.ofDays(1);

    private final InstantSource clock;

    @Parameters(paramLabel = "JAR", description = "The command's own jar.")
    private Path jar = Path.of("");

    LibrariesCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        var named = libraries();
        for (var library : named) {
            if (isOld(library)) {
                replace(library);
            }
        }
        var directories = new TreeSet<Path>();
        named.forEach(library -> directories.add(library.resolveSibling("")));
        for (var directory : directories) {
            deleteOthers(directory, named);
        }
        return 0;
    }

    /** Those that its manifest names. */
    private List<Path> libraries() throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest();
            var names =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return Stream.of(String.valueOf(names).split(" "))
                    .map(name -> jar.toAbsolutePath().normalize().resolveSibling(name))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    /**
     * Maven copies libraries there and deletes none: each new version would lie beside the old. It
     * keeps their times, which therefore do not tell since when one is not named.
     */
    private void deleteOthers(Path directory, List<Path> named) throws IOException {
        try (var files = Files.newDirectoryStream(directory, "*.jar")) {
            for (var file : files) {
                var mark = file.resolveSibling(file.getFileName() + UNNAMED);
                try {
                    if (named.contains(file)) {
                        Files.deleteIfExists(mark);
                    } else if (!Files.exists(mark, LinkOption.NOFOLLOW_LINKS)) {
                        Files.createFile(mark);
                        Files.setLastModifiedTime(mark, FileTime.from(clock.instant()));
                    } else if (isForLong(mark) && isForLong(file)) {
                        Files.delete(file);
                        Files.delete(mark);
                    }
                } catch (IOException _) {
                    // It takes space and harms nothing; the next build tries again.
                }
            }
        }
    }

    private boolean isForLong(Path file) throws IOException {
        var before = FileTime.from(clock.instant().minus(UNNAMED_KEPT));
        return Files.getLastModifiedTime(file).compareTo(before) < 0;
    }

    /** Whether it has old classes, and no signature that a change would break. */
    private static boolean isOld(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            var isOld = false;
            for (var entry : zip.stream().toList()) {
                if (entry.getName().toUpperCase(Locale.ROOT).matches("META-INF/[^/]*\\.SF")) {
                    return false;
                }
                isOld = isOld || isOld(zip, entry);
            }
            return isOld;
        }
    }

    private static boolean isOld(ZipFile zip, ZipEntry entry) throws IOException {
        if (!entry.getName().endsWith(".class")) {
            return false;
        }
        try (var input = zip.getInputStream(entry)) {
            var head = input.readNBytes(HEAD_BYTES);
            return head.length == HEAD_BYTES
                    && ByteBuffer.wrap(head).getShort(MAJOR_AT) < FIRST_MAJOR_TO_CACHE;
        }
    }

    /** A JVM that has the old one open keeps it. */
    private static void replace(Path jar) throws IOException {
        var fresh = Files.createTempFile(jar.toAbsolutePath().getParent(), "stack-maps", ".tmp");
        try {
            try (var library = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                    var zip = new ZipFile(jar.toFile());
                    var output = new ZipOutputStream(Files.newOutputStream(fresh))) {
                copy(zip, classFiles(library), output);
            }
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(jar));
            Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static ClassFile classFiles(ClassLoader library) {
        return ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing(library)
                                .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    private static void copy(ZipFile zip, ClassFile classFiles, ZipOutputStream copy)
            throws IOException {
        for (var entry : zip.stream().toList()) {
            var fresh = new ZipEntry(entry.getName());
            fresh.setTime(entry.getTime());
            copy.putNextEntry(fresh);
            try (var input = zip.getInputStream(entry)) {
                var bytes = input.readAllBytes();
                copy.write(isOld(zip, entry) ? withStackMaps(classFiles, bytes) : bytes);
            }
            copy.closeEntry();
        }
    }

    private static byte[] withStackMaps(ClassFile classFiles, byte[] old) {
        // A body that nothing looks at is copied as it is, without maps.
        var bodies = ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
        var version =
                (ClassTransform)
                        (type, element) -> {
                            if (element instanceof ClassFileVersion) {
                                type.withVersion(MAJOR_WITH_STACK_MAPS, 0);
                            } else {
                                type.with(element);
                            }
                        };
        return classFiles.transformClass(classFiles.parse(old), bodies.andThen(version));
    }
}
