package io.taucrit.submit.report;

import java.util.Map;

/**
 * A choice of what the charts of a section show.
 *
 * @param key by which charts name it
 * @param options value and label, in order; the first is chosen
 */
record Choice(String key, String label, Map<String, String> options) {}
