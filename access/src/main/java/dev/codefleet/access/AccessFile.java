package dev.codefleet.access;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads and writes access files.
 *
 * <pre>
 *   keys:
 *     - id: anna
 *       sha256: 64 hexadecimal digits      # of the secret
 *       role: submitter
 *       projects: [web, api]               # all without it
 *       automation: false
 *       expires: 2031-01-31                # or a time, 2031-01-31T12:00:00Z
 * </pre>
 */
public final class AccessFile {
    /** More than ten thousand keys. */
    static final int MAX_BYTES = 4 << 20;

    private static final Set<String> FIELDS =
            Set.of("id", "sha256", "role", "projects", "automation", "expires");
    private static final String EXPIRY_FORM =
            "a date such as 2031-01-31, or a time such as 2031-01-31T12:00:00Z";

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final List<String> faults = new ArrayList<>();

    private AccessFile() {}

    /** Reads a file; one that cannot be read is faulty. */
    public static AccessReading read(Path file) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return faulty("it is larger than " + MAX_BYTES + " bytes");
            }
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return parse(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return faulty("it is not a text in UTF-8");
        } catch (NoSuchFileException _) {
            return faulty("there is no such file");
        } catch (IOException e) {
            return faulty("it cannot be read: " + e);
        }
    }

    /** Reads the text of a file. */
    public static AccessReading parse(String text) {
        var reader = new AccessFile();
        var keys = new LinkedHashMap<String, AccessKey>();
        try {
            var options = new LoaderOptions();
            options.setCodePointLimit(MAX_BYTES);
            var root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            reader.document(root, keys);
        } catch (MarkedYAMLException broken) {
            var mark = broken.getProblemMark();
            reader.faults.add(
                    (mark == null ? "" : "line " + (mark.getLine() + 1) + ": ")
                            + "this is not valid YAML: "
                            + broken.getProblem());
        } catch (YAMLException broken) {
            reader.faults.add("this is not valid YAML: " + broken.getMessage());
        }
        return reader.faults.isEmpty()
                ? new AccessReading.Read(new AccessList(keys.values()))
                : new AccessReading.Faulty(List.copyOf(reader.faults));
    }

    /** A file that cannot be changed, because nobody knows what is in it. */
    public static final class Bad extends Exception {
        private static final long serialVersionUID = 1;

        Bad(String faults) {
            super(faults);
        }
    }

    /**
     * Changes the keys of a file, which is made where it is missing, for its owner alone. Readers
     * see it whole at every moment, and changes wait for each other. Owner, group and rights stay.
     *
     * @throws Bad if the file is bad; it stays as it is
     */
    public static void change(Path file, UnaryOperator<List<AccessKey>> change)
            throws IOException, Bad {
        var target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        var lock = target.resolveSibling(target.getFileName() + ".lock");
        try (var channel =
                        FileChannel.open(
                                lock,
                                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                                OWNER_ONLY);
                var held = channel.lock()) {
            var before =
                    Files.notExists(target)
                            ? new AccessReading.Read(new AccessList(List.of()))
                            : read(target);
            switch (before) {
                case AccessReading.Faulty faulty -> throw new Bad(faulty.line());
                case AccessReading.Read(var list) ->
                        replace(target, text(change.apply(list.keys())));
            }
        }
    }

    private static void replace(Path file, String text) throws IOException {
        var directory = Objects.requireNonNull(file.getParent());
        var fresh = Files.createTempFile(directory, file.getFileName() + ".", ".tmp", OWNER_ONLY);
        try {
            Files.writeString(fresh, text);
            if (Files.exists(file)) {
                // A gateway of another user must be able to read it afterwards as before.
                var old = Files.readAttributes(file, PosixFileAttributes.class);
                var view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
                var made = view.readAttributes();
                if (!made.group().equals(old.group())) {
                    view.setGroup(old.group());
                }
                if (!made.owner().equals(old.owner())) {
                    view.setOwner(old.owner());
                }
                view.setPermissions(old.permissions());
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The text of a file with these keys. */
    public static String text(List<AccessKey> keys) {
        var text =
                new StringBuilder(
                        "# Who may call the gateways of this fleet. Each obeys a change within 10"
                                + " s.\n# Written by 'codefleet key', which keeps no other"
                                + " comments.\n");
        text.append(keys.isEmpty() ? "keys: []\n" : "keys:\n");
        keys.forEach(key -> text.append(entry(key)));
        return text.toString();
    }

    /** The lines of one key, to be pasted at the end of a file. */
    public static String entry(AccessKey key) {
        // Quoted where YAML could take a text for something else: 1, null, 2031-01-31.
        var text =
                new StringBuilder("  - id: \"" + key.id() + "\"\n")
                        .append("    sha256: \"" + key.sha256() + "\"\n")
                        .append("    role: " + key.role().word() + "\n");
        if (!key.projects().isEmpty()) {
            text.append("    projects: [\"" + String.join("\", \"", key.projects()) + "\"]\n");
        }
        if (key.automation()) {
            text.append("    automation: true\n");
        }
        if (key.expires() != null) {
            text.append("    expires: \"" + key.expires() + "\"\n");
        }
        return text.toString();
    }

    private static AccessReading faulty(String fault) {
        return new AccessReading.Faulty(List.of(fault));
    }

    private void document(@Nullable Node root, Map<String, AccessKey> keys) {
        if (!(root instanceof MappingNode mapping)) {
            faults.add("line 1: expected 'keys:' and a list below it");
            return;
        }
        var fields = fields(mapping, "", Set.of("keys"));
        var list = fields.get("keys");
        if (list == null) {
            faults.add("line 1: keys is missing");
        } else if (list instanceof SequenceNode sequence) {
            var index = 0;
            for (var item : sequence.getValue()) {
                key(item, "keys[" + index++ + "]", keys);
            }
        } else {
            fault(list, "keys", "expected a list");
        }
    }

    private void key(Node item, String path, Map<String, AccessKey> keys) {
        if (!(item instanceof MappingNode mapping)) {
            fault(item, path, "expected a key: id, sha256, role, …");
            return;
        }
        var before = faults.size();
        var fields = fields(mapping, path + ".", FIELDS);
        var id = required(fields, mapping, path, "id");
        var sha256 = required(fields, mapping, path, "sha256");
        var role = required(fields, mapping, path, "role");
        var known = role == null ? null : Role.of(role).orElse(null);
        if (role != null && known == null) {
            fault(
                    fields.get("role"),
                    path + ".role",
                    "'" + role + "' is no role; one of " + String.join(", ", Role.words()));
        }
        var projects = projects(fields.get("projects"), path + ".projects");
        var automation = automation(fields.get("automation"), path + ".automation");
        var expires = expires(fields.get("expires"), path + ".expires");
        if (faults.size() > before || id == null || sha256 == null || known == null) {
            return;
        }
        try {
            var key = new AccessKey(id, sha256, known, projects, automation, expires);
            if (keys.putIfAbsent(id, key) != null) {
                fault(fields.get("id"), path + ".id", "there is a key '" + id + "' already");
            }
        } catch (IllegalArgumentException refused) {
            fault(mapping, path, String.valueOf(refused.getMessage()));
        }
    }

    private Map<String, Node> fields(MappingNode mapping, String prefix, Set<String> known) {
        var fields = new TreeMap<String, Node>();
        for (var tuple : mapping.getValue()) {
            var name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (!known.contains(name)) {
                fault(
                        tuple.getKeyNode(),
                        prefix + name,
                        "is no field; one of "
                                + String.join(", ", known.stream().sorted().toList()));
            } else if (fields.put(name, tuple.getValueNode()) != null) {
                fault(tuple.getKeyNode(), prefix + name, "is said twice");
            }
        }
        return fields;
    }

    private @Nullable String required(
            Map<String, Node> fields, Node parent, String path, String name) {
        var node = fields.get(name);
        if (node == null) {
            fault(parent, path + "." + name, "is missing");
            return null;
        }
        return text(node, path + "." + name);
    }

    private @Nullable String text(Node node, String path) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        fault(node, path, "expected a text");
        return null;
    }

    private List<String> projects(@Nullable Node node, String path) {
        var projects = new ArrayList<String>();
        if (node instanceof SequenceNode sequence) {
            for (var item : sequence.getValue()) {
                var project = text(item, path);
                if (project != null) {
                    projects.add(project);
                }
            }
            if (sequence.getValue().isEmpty()) {
                // Whoever takes the last project out of the list means none, not all.
                fault(node, path, "is empty; leave it out for all projects");
            }
        } else if (node != null) {
            fault(node, path, "expected a list of names");
        }
        return projects;
    }

    private boolean automation(@Nullable Node node, String path) {
        if (node == null) {
            return false;
        }
        var word = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (!word.equals("true") && !word.equals("false")) {
            fault(node, path, "expected true or false");
        }
        return word.equals("true");
    }

    private @Nullable Instant expires(@Nullable Node node, String path) {
        var written = node == null ? null : text(node, path);
        if (node == null || written == null) {
            return null;
        }
        try {
            return expiry(written);
        } catch (DateTimeException _) {
            fault(node, path, "'" + written + "' is no time; expected " + EXPIRY_FORM);
            return null;
        }
    }

    /**
     * The moment that a date (its start in UTC) or a time with its offset means.
     *
     * @throws DateTimeException if it is neither
     */
    public static Instant expiry(String text) {
        return text.length() <= "2031-01-31".length()
                ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                : OffsetDateTime.parse(text).toInstant();
    }

    private void fault(@Nullable Node at, String path, String what) {
        var line = at == null ? "" : "line " + (at.getStartMark().getLine() + 1) + ", ";
        faults.add(line + path + ": " + what);
    }
}
