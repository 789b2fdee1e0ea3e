package org.dosekit.dicom.name;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.io.JsonObject;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.structure.StructureNames;
import org.dosekit.dicom.name.NameMatch.Confidence;
import org.jspecify.annotations.Nullable;

/**
 * Which drawn names mean which structures of a protocol: an institution's own table before the
 * site's, exact names before TG-263 before patterns. Planning aids are known by patterns of their
 * own and are never taken for an organ, unless the institution's table names them exactly.
 * Immutable.
 *
 * <p>A table is JSON: {@code {"format": "dosekit-names/1", "structures": {"Rectum": {"tg263": [..],
 * "exact": [..], "regex": [..]}}, "aids": [..]}}. Exact names match without case, spaces and
 * separators; patterns match the whole name without case.
 */
public final class NameTable {
  private static final String FORMAT = "dosekit-names/1";

  /** The name under which the patient's outline is kept. */
  public static final String BODY = "BODY";

  /** A name has 64 characters at most; what is longer is no name. */
  private static final int MAX_NAME_LENGTH = 64;

  private static final Map<String, String> TABLE_BY_PROTOCOL =
      Map.of("prostate-sib", "prostate.json", "prostate-sib-ptv50", "prostate.json");

  private final Set<String> structures;
  private final Rules institution;
  private final Rules site;

  private record Rules(
      Map<String, String> exact,
      Map<String, String> tg263,
      Map<Pattern, String> patterns,
      List<Pattern> aids) {
    static final Rules NONE = new Rules(Map.of(), Map.of(), Map.of(), List.of());
  }

  private NameTable(Set<String> structures, Rules institution, Rules site) {
    this.structures = structures;
    this.institution = institution;
    this.site = site;
  }

  /** The built-in table of a protocol's site, and the protocol's own names. */
  public static NameTable of(Protocol protocol) {
    String resource = TABLE_BY_PROTOCOL.get(protocol.name());
    Rules rules =
        resource == null ? Rules.NONE : parse("names of " + protocol.name(), builtIn(resource));
    Map<String, String> exact = new LinkedHashMap<>(rules.exact);
    Map<String, String> tg263 = new LinkedHashMap<>(rules.tg263);
    Set<String> structures = new LinkedHashSet<>();
    for (StructureDefinition structure : protocol.structures()) {
      structures.add(structure.name());
      exact.put(key(structure.name()), structure.name());
      tg263.put(structure.tg263(), structure.name());
    }
    structures.add(BODY);
    tg263.put("External", BODY);
    return new NameTable(
        structures, Rules.NONE, new Rules(exact, tg263, rules.patterns, rules.aids));
  }

  /**
   * This table with an institution's own before it.
   *
   * @throws DoseDataException when the file is no table
   */
  public NameTable withInstitution(Path file) {
    return withInstitution(JsonObject.read(file));
  }

  /** This table with an institution's own before it. */
  NameTable withInstitution(JsonObject json) {
    return new NameTable(structures, parse(json.where(), json), site);
  }

  /** What a region that calls itself the patient's outline means, whatever its name. */
  public static NameMatch external() {
    return NameMatch.of(BODY, Confidence.PATTERN);
  }

  /** What a name means. */
  public NameMatch match(String name) {
    String stripped = Objects.requireNonNull(name).strip();
    if (stripped.isEmpty() || stripped.length() > MAX_NAME_LENGTH) {
      return NameMatch.none(Confidence.UNKNOWN);
    }
    String lower = stripped.toLowerCase(Locale.ROOT);
    Optional<String> own = known(institution.exact.get(key(stripped)));
    if (own.isPresent()) {
      return NameMatch.of(own.get(), Confidence.INSTITUTION);
    }
    if (matchesAny(institution.aids, lower)) {
      return NameMatch.none(Confidence.AID);
    }
    Optional<String> exact = known(site.exact.get(key(stripped)));
    boolean aid = exact.isEmpty() && matchesAny(site.aids, lower);
    Optional<String> byPattern = pattern(institution, lower);
    if (byPattern.isPresent() && !aid) {
      return NameMatch.of(byPattern.get(), Confidence.INSTITUTION);
    }
    if (exact.isPresent()) {
      return NameMatch.of(exact.get(), Confidence.EXACT);
    }
    if (aid) {
      return NameMatch.none(Confidence.AID);
    }
    return StructureNames.tg263(stripped)
        .flatMap(standard -> known(site.tg263.get(standard)))
        .map(structure -> NameMatch.of(structure, Confidence.TG263))
        .or(() -> pattern(site, lower).map(s -> NameMatch.of(s, Confidence.PATTERN)))
        .orElse(NameMatch.none(Confidence.UNKNOWN));
  }

  private Optional<String> pattern(Rules rules, String lower) {
    return rules.patterns.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(lower).matches())
        .map(Map.Entry::getValue)
        .filter(structures::contains)
        .findFirst();
  }

  /** A table serves several protocols; what this one does not know is not matched. */
  private Optional<String> known(@Nullable String structure) {
    return Optional.ofNullable(structure).filter(structures::contains);
  }

  private static boolean matchesAny(List<Pattern> patterns, String lower) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(lower).matches());
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    // A decimal point tells 50.4 from 504.
    return lower.replaceAll("[^\\p{L}\\p{N}.]|\\.(?!\\d)|(?<!\\d)\\.", "");
  }

  private static JsonObject builtIn(String resource) {
    try (InputStream in = NameTable.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return JsonObject.parse(resource, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Rules parse(String where, JsonObject json) {
    json.requireOnly("format", "structures", "aids", "unknown");
    if (!json.string("format").equals(FORMAT)) {
      throw DoseDataException.of(
          where, "another format", "'" + FORMAT + "'", "write the table as docs/dicom.md says");
    }
    Map<String, String> exact = new LinkedHashMap<>();
    Map<String, String> tg263 = new LinkedHashMap<>();
    Map<Pattern, String> patterns = new LinkedHashMap<>();
    JsonObject structures = json.object("structures");
    for (String structure : structures.names()) {
      JsonObject entry = structures.object(structure);
      entry.requireOnly("tg263", "exact", "regex");
      strings(entry, "tg263").forEach(name -> tg263.put(name, structure));
      strings(entry, "exact").forEach(name -> put(where, exact, key(name), structure));
      strings(entry, "regex").forEach(regex -> patterns.put(compiled(where, regex), structure));
    }
    List<Pattern> aids = new ArrayList<>();
    strings(json, "aids").forEach(regex -> aids.add(compiled(where, regex)));
    return new Rules(exact, tg263, patterns, aids);
  }

  private static void put(String where, Map<String, String> exact, String key, String structure) {
    String other = exact.put(key, structure);
    if (other != null && !other.equals(structure)) {
      throw DoseDataException.of(
          where,
          "one name for both " + other + " and " + structure,
          "each name once",
          "remove it from one of them");
    }
  }

  private static List<String> strings(JsonObject json, String name) {
    return json.has(name) ? json.strings(name) : List.of();
  }

  private static Pattern compiled(String where, String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw DoseDataException.of(
              where, "a malformed pattern", "a regular expression of Java", "correct it")
          .withCause(e);
    }
  }

  /** All rules, in their order. */
  @Override
  public String toString() {
    return structures + " " + institution + " " + site;
  }

  /**
   * A table as JSON, in the format that {@link #withInstitution} reads.
   *
   * @param exactByStructure names by structure
   * @param unknown names left over, to be sorted in by hand
   */
  public static String toJson(Map<String, List<String>> exactByStructure, List<String> unknown) {
    JsonObject structures = JsonObject.create();
    exactByStructure.forEach(
        (structure, names) ->
            structures.put(structure, JsonObject.create().putStrings("exact", names)));
    return JsonObject.create()
        .put("format", FORMAT)
        .put("structures", structures)
        .putStrings("unknown", unknown)
        .toText();
  }
}
