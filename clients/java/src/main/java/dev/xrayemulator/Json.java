// SPDX-License-Identifier: Apache-2.0
package dev.xrayemulator;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, strings, Long, Double, Boolean and null; what is not there, or of another type, is empty. */
final class Json {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();
    private static final TypeToken<Map<String, Object>> OBJECT = new TypeToken<>() {};

    private Json() {}

    static String write(Object value) {
        return GSON.toJson(value);
    }

    /** The object that a text is; without members where it is none. */
    static Map<String, Object> read(String text) {
        try {
            Map<String, Object> read = GSON.fromJson(text, OBJECT);
            return read == null ? Map.of() : read;
        } catch (JsonParseException error) {
            return Map.of();
        }
    }

    static String text(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value instanceof String ? (String) value : "";
    }

    static double number(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value instanceof Number ? ((Number) value).doubleValue() : 0;
    }

    static boolean isTrue(Map<String, Object> object, String name) {
        return Boolean.TRUE.equals(object.get(name));
    }

    static Map<String, Object> object(Map<String, Object> object, String name) {
        return asObject(object.get(name));
    }

    /** The objects in an array. */
    static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
        List<Map<String, Object>> found = new ArrayList<>();
        if (object.get(name) instanceof List) {
            for (Object element : (List<?>) object.get(name)) found.add(asObject(element));
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asObject(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }
}
