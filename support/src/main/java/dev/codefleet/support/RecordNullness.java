package dev.codefleet.support;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSpecify nullness of our records, so that no record comes off the wire that breaks its
 * own declaration. In records of null-marked packages, a list or map that is missing or null is
 * read as empty, and any other missing value is an error that names the field, unless the component
 * is {@link Nullable}. Primitives that are missing are zero.
 */
final class RecordNullness extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        var component = componentOf(annotated);
        if (component == null
                || component.getType().isPrimitive()
                || component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            return JsonSetter.Value.empty();
        }
        var type = component.getType();
        var isContainer =
                Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
        return JsonSetter.Value.forValueNulls(isContainer ? Nulls.AS_EMPTY : Nulls.FAIL);
    }

    private static @Nullable RecordComponent componentOf(Annotated annotated) {
        if (!(annotated instanceof AnnotatedMember member)) {
            return null;
        }
        var owner = member.getDeclaringClass();
        if (!owner.isRecord() || !owner.getPackage().isAnnotationPresent(NullMarked.class)) {
            return null;
        }
        var components = owner.getRecordComponents();
        if (member instanceof AnnotatedParameter parameter) {
            // Only the canonical constructor's parameters are the components.
            return parameter.getOwner().getParameterCount() == components.length
                    ? components[parameter.getIndex()]
                    : null;
        }
        for (var component : components) {
            if (component.getName().equals(member.getName())) {
                return component;
            }
        }
        return null;
    }
}
