package org.apache.hadoop.conf;

import java.util.HashMap;
import java.util.Map;

/** Settings of ORC by name; none unless they are set. */
public class Configuration {
    private final Map<String, String> values = new HashMap<>();

    public Configuration() {}

    public String get(String name) {
        return values.get(name);
    }

    public String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    public void set(String name, String value) {
        values.put(name, value);
    }

    public void setBoolean(String name, boolean value) {
        set(name, Boolean.toString(value));
    }

    public void setDouble(String name, double value) {
        set(name, Double.toString(value));
    }

    public void setInt(String name, int value) {
        set(name, Integer.toString(value));
    }

    public void setLong(String name, long value) {
        set(name, Long.toString(value));
    }
}
