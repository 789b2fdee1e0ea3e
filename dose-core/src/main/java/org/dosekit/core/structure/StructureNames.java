package org.dosekit.core.structure;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Structure names after AAPM TG-263 (Mayo et al. 2018), and the names of data sets that keep their
 * own. Knows what is contoured for prostate, head and neck, and thorax; planning aids ({@code
 * PTV70-Rectum}, {@code Bladder_opt}) are deliberately unknown.
 */
public final class StructureNames {
  /** What a key leaves out; a point between digits is a decimal point and stays. */
  private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9.]|\\.(?!\\d)|(?<!\\d)\\.");

  /** One line a structure: its TG-263 name, then other names, without case and separators. */
  private static final String MEDIAN =
      """
      External: body, skin, outline
      Brain:
      Brainstem: bstem
      SpinalCord: cord, myelon
      SpinalCanal:
      OpticChiasm: chiasm, chiasma
      Pituitary: hypophysis, pituitarygland
      Larynx:
      Larynx_SG: supraglotticlarynx, supraglottis
      Glottis: glotticlarynx
      Pharynx:
      Musc_Constrict: pharyngealconstrictor, pharyngealconstrictors, constrictors, pharynxconstrictor
      Esophagus: oesophagus, esoph, eso
      Trachea:
      Heart:
      Lungs:
      Chestwall:
      Glnd_Thyroid: thyroid, thyroidgland
      Cavity_Oral: oralcavity
      Bone_Mandible: mandible, mandibula, jaw
      Lips: lip
      Rectum: rect
      Bladder: urinarybladder, bladderwhole
      Bowel: bowels, intestine
      Bag_Bowel: bowelbag
      Spc_Bowel: bowelspace
      Bowel_Small: smallbowel, smallintestine
      Bowel_Large: largebowel, largeintestine
      Colon_Sigmoid: sigmoid, sigmoidcolon
      Canal_Anal: analcanal
      Prostate:
      ProstateBed: prostaticbed
      SeminalVes: seminalvesicle, seminalvesicles, sv, svs
      PenileBulb: bulbpenile, bulbofpenis
      Urethra:
      Liver:
      Stomach:
      Spleen:
      """;

  /** Structures with a side; the TG-263 name gets {@code _L} or {@code _R}. */
  private static final String PAIRED =
      """
      Parotid: parotis, parotidgland, glndparotid
      Glnd_Submand: submandibular, submandibulargland, submand, smg
      Glnd_Lacrimal: lacrimal, lacrimalgland
      Femur:
      Femur_Head: femoralhead, femurhead, headfemur, headoffemur, headfemoral
      Eye: eyeball, globe
      Lens: eyelens
      OpticNrv: opticnerve, nrvoptic
      Retina:
      Cochlea:
      BrachialPlex: brachialplexus, plexusbrachial
      Lobe_Temporal: temporallobe
      Hippocampus: hippo
      Joint_TM: tmj, tmjoint, temporomandibularjoint
      A_Carotid: carotid, carotidartery, carotida
      Lung:
      Kidney:
      """;

  private static final Map<String, String> MEDIAN_BY_KEY = byKey(MEDIAN);
  private static final Map<String, String> PAIRED_BY_KEY = byKey(PAIRED);

  /** Ways to write a side and the same way to write the other; longest first. */
  private static final Map<String, String> OPPOSITE_SIDE = oppositeSides();

  private static final Pattern TARGET =
      Pattern.compile("(gtv|ctv|itv|ptv)([pn]?)(?:(\\d+(?:\\.\\d+)?)(c?gy)?|(high|mid|low))?");

  /** A side between separators, or set off by a capital: {@code Parotid_L}, {@code LeftParotid}. */
  private static final Pattern SIDE =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:Left|LEFT|left|Right|RIGHT|right|Lt|LT|lt|Rt|RT|rt|[LlRr])(?![A-Za-z0-9])"
              + "|^(?:Left|left|Right|right|Lt|lt|Rt|rt)(?=[A-Z])"
              + "|^[LR](?=[A-Z][a-z])"
              + "|(?<=[a-z])(?:Left|LEFT|Right|RIGHT|Lt|Rt|[LR])$");

  private StructureNames() {}

  /**
   * The TG-263 name of a known structure however it is spelt ({@code LeftParotid}: {@code
   * Parotid_L}), if known.
   *
   * <p>Case and separators do not matter. Targets carry their dose in cGy: {@code PTV70}, {@code
   * PTV 70 Gy} and {@code ptv_7000} are all {@code PTV_7000}; a number that is plausible neither as
   * Gy (10 to 99.99) nor as cGy (1000 to 9999) names no dose and leaves the target unknown.
   */
  public static Optional<String> tg263(String name) {
    String key = key(name);
    Optional<String> target = target(key);
    if (target.isPresent()) {
      return target;
    }
    String median = MEDIAN_BY_KEY.get(key);
    if (median != null) {
      return Optional.of(median);
    }
    for (String side : OPPOSITE_SIDE.keySet()) {
      String token = side.toLowerCase(Locale.ROOT);
      Optional<String> paired = Optional.empty();
      if (key.endsWith(token)) {
        paired = paired(key.substring(0, key.length() - token.length()), token);
      }
      if (paired.isEmpty() && key.startsWith(token)) {
        paired = paired(key.substring(token.length()), token);
      }
      if (paired.isPresent()) {
        return paired;
      }
    }
    return Optional.empty();
  }

  /**
   * The name of the same organ on the other side, in the same spelling: {@code Femur_L} and {@code
   * Femur_R}, {@code LeftParotid} and {@code RightParotid}. A name without a side is its own
   * mirror.
   */
  public static String mirrored(String name) {
    Matcher side = SIDE.matcher(name);
    if (side.find()) {
      return replaced(name, side.start(), side.end());
    }
    // Run together (leftparotid, PAROTIDL): a side only where the rest is a known paired organ.
    for (String token : OPPOSITE_SIDE.keySet()) {
      int rest = name.length() - token.length();
      if (name.startsWith(token)
          && PAIRED_BY_KEY.containsKey(key(name.substring(token.length())))) {
        return replaced(name, 0, token.length());
      }
      if (name.endsWith(token) && PAIRED_BY_KEY.containsKey(key(name.substring(0, rest)))) {
        return replaced(name, rest, name.length());
      }
    }
    return name;
  }

  private static String replaced(String name, int start, int end) {
    String other = OPPOSITE_SIDE.get(name.substring(start, end));
    return name.substring(0, start) + other + name.substring(end);
  }

  private static Optional<String> target(String key) {
    Matcher target = TARGET.matcher(key);
    if (!target.matches()) {
      return Optional.empty();
    }
    String name = target.group(1).toUpperCase(Locale.ROOT) + target.group(2);
    String level = target.group(5);
    if (level != null) {
      return Optional.of(
          name + "_" + level.substring(0, 1).toUpperCase(Locale.ROOT) + level.substring(1));
    }
    if (target.group(3) == null) {
      return Optional.of(name);
    }
    double dose = Double.parseDouble(target.group(3));
    String unit = target.group(4);
    long doseCgy;
    if (dose >= 10 && dose < 100 && !"cgy".equals(unit)) {
      doseCgy = Math.round(100 * dose);
    } else if (dose >= 1000 && dose < 10_000 && !"gy".equals(unit)) {
      doseCgy = Math.round(dose);
    } else {
      return Optional.empty();
    }
    return Optional.of(name + "_" + doseCgy);
  }

  private static Optional<String> paired(String key, String side) {
    return Optional.ofNullable(PAIRED_BY_KEY.get(key))
        .map(name -> name + (side.startsWith("l") ? "_L" : "_R"));
  }

  private static String key(String name) {
    return SEPARATORS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
  }

  private static Map<String, String> byKey(String lines) {
    Map<String, String> result = new HashMap<>();
    lines
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              String name = line.substring(0, colon);
              result.put(key(name), name);
              for (String alias : line.substring(colon + 1).split(",")) {
                if (!alias.isBlank()) {
                  result.put(alias.strip(), name);
                }
              }
            });
    return Collections.unmodifiableMap(result);
  }

  private static Map<String, String> oppositeSides() {
    Map<String, String> result = new LinkedHashMap<>();
    String[] lefts = {"Left", "LEFT", "left", "Lt", "LT", "lt", "L", "l"};
    String[] rights = {"Right", "RIGHT", "right", "Rt", "RT", "rt", "R", "r"};
    for (int i = 0; i < lefts.length; i++) {
      result.put(lefts[i], rights[i]);
      result.put(rights[i], lefts[i]);
    }
    return Collections.unmodifiableMap(result);
  }
}
