package org.dosekit.dicom.file;

import java.util.Optional;

/** How the value of an attribute is encoded (PS3.5, 6.2). */
enum Vr {
  AE(Kind.CODE),
  AS(Kind.CODE),
  AT(Kind.BINARY),
  CS(Kind.CODE),
  DA(Kind.CODE),
  DS(Kind.CODE),
  DT(Kind.CODE),
  FD(Kind.BINARY),
  FL(Kind.BINARY),
  IS(Kind.CODE),
  LO(Kind.TEXT),
  LT(Kind.LONG_TEXT),
  OB(Kind.BULK),
  OD(Kind.BULK),
  OF(Kind.BULK),
  OL(Kind.BULK),
  OV(Kind.BULK),
  OW(Kind.BULK),
  PN(Kind.TEXT),
  SH(Kind.TEXT),
  SL(Kind.BINARY),
  SQ(Kind.SEQUENCE),
  SS(Kind.BINARY),
  ST(Kind.LONG_TEXT),
  SV(Kind.BULK),
  TM(Kind.CODE),
  UC(Kind.TEXT),
  UI(Kind.CODE),
  UL(Kind.BINARY),
  UN(Kind.BULK),
  UR(Kind.CODE),
  US(Kind.BINARY),
  UT(Kind.LONG_TEXT),
  UV(Kind.BULK);

  /** What is done with a value. */
  enum Kind {
    /** Characters of the default repertoire, values apart by backslashes. */
    CODE,
    /** Characters of the data set's repertoire, values apart by backslashes. */
    TEXT,
    /** Characters of the data set's repertoire, one value. */
    LONG_TEXT,
    /** Numbers. */
    BINARY,
    /** Bytes kept as they are. */
    BULK,
    /** Items. */
    SEQUENCE
  }

  private final Kind kind;

  Vr(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Whether an explicit length takes four bytes, after two reserved ones. */
  boolean hasLongLength() {
    return kind == Kind.BULK || kind == Kind.SEQUENCE || this == UC || this == UR || this == UT;
  }

  /** The representation of two letters, if there is one. */
  static Optional<Vr> of(int first, int second) {
    for (Vr vr : values()) {
      if (vr.name().charAt(0) == first && vr.name().charAt(1) == second) {
        return Optional.of(vr);
      }
    }
    return Optional.empty();
  }
}
