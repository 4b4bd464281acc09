package dev.codefleet.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Loads the services and the simulation anew, with one class compiled from other source. */
final class MutantLoader extends ClassLoader {
    private static final List<String> SHARED =
            List.of(
                    "dev.codefleet.contract.",
                    "dev.codefleet.support.",
                    "dev.codefleet.web.",
                    "dev.codefleet.git.");

    private final Map<String, byte[]> compiled;

    private MutantLoader(Map<String, byte[]> compiled) {
        super(MutantLoader.class.getClassLoader());
        this.compiled = compiled;
    }

    /** With everything as it is. */
    static MutantLoader ofNone() {
        return new MutantLoader(Map.of());
    }

    static MutantLoader of(Mutant mutant) throws IOException {
        return new MutantLoader(compile(mutant.className(), mutant.brokenSource()));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.codefleet.") || SHARED.stream().anyMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        var code = compiled.get(name);
        if (code == null) {
            try (InputStream file =
                    getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                code = file.readAllBytes();
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
        return defineClass(name, code, 0, code.length);
    }

    private static Map<String, byte[]> compile(String name, String source) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var outputs = new HashMap<String, ByteArrayOutputStream>();
        var messages = new StringWriter();
        try (var files = new InMemory(compiler.getStandardFileManager(null, null, null), outputs)) {
            var options = List.of("-proc:none", "-nowarn", "-parameters");
            var task =
                    compiler.getTask(
                            messages,
                            files,
                            null,
                            options,
                            null,
                            List.of(new Source(name, source)));
            if (!task.call()) {
                throw new IllegalStateException(name + " does not compile:\n" + messages);
            }
        }
        var code = new HashMap<String, byte[]>();
        outputs.forEach((each, bytes) -> code.put(each, bytes.toByteArray()));
        return code;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("mutant:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> outputs;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> outputs) {
            super(files);
            this.outputs = outputs;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location,
                String name,
                JavaFileObject.Kind kind,
                javax.tools.FileObject sibling) {
            if (location != StandardLocation.CLASS_OUTPUT) {
                throw new IllegalArgumentException(location.getName());
            }
            return new SimpleJavaFileObject(
                    URI.create("mutant:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return outputs.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
