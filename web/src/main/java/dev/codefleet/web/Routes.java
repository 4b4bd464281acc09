package dev.codefleet.web;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The methods of all resources, by path: the framework refuses a method without naming others. */
@Singleton
class Routes {
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");

    private final BeanManager beans;
    private @Nullable List<Route> all;

    private record Route(Pattern path, String method) {}

    Routes(BeanManager beans) {
        this.beans = beans;
    }

    /** The methods that are possible at a path, as an {@code Allow} header has them. */
    String allowed(String path) {
        var methods = new TreeSet<String>();
        for (var route : all()) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    private synchronized List<Route> all() {
        if (all == null) {
            var routes = new ArrayList<Route>();
            beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                    .map(Bean::getBeanClass)
                    .filter(type -> type.isAnnotationPresent(Path.class))
                    .distinct()
                    .forEach(type -> routesOf(type).forEach(routes::add));
            all = List.copyOf(routes);
        }
        return all;
    }

    private static Stream<Route> routesOf(Class<?> resource) {
        var base = resource.getAnnotation(Path.class).value();
        return Arrays.stream(resource.getMethods())
                .map(method -> route(base, method))
                .filter(Objects::nonNull);
    }

    private static @Nullable Route route(String base, Method method) {
        for (var annotation : method.getAnnotations()) {
            var http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
                var own = method.getAnnotation(Path.class);
                return new Route(pattern(base, own == null ? "" : own.value()), http.value());
            }
        }
        return null;
    }

    private static Pattern pattern(String base, String own) {
        var path = Stream.of((base + "/" + own).split("/")).filter(part -> !part.isEmpty());
        var regex = new StringBuilder();
        path.forEach(part ->
                regex.append('/')
                        .append(
                                Arrays.stream(PARAMETER.split(part, -1))
                                        .map(Pattern::quote)
                                        .reduce((left, right) -> left + "[^/]+" + right)
                                        .orElse("")));
        return Pattern.compile(regex + "/?");
    }
}
