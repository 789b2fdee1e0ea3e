/** Cases from elsewhere: the OpenKBP data set, and synthetic phantoms. */
module org.dosekit.data {
  requires transitive org.dosekit.core;
  requires org.apache.commons.compress;
  requires org.joml;
  requires org.tukaani.xz;
  requires static org.jspecify;

  exports org.dosekit.data.openkbp;
  exports org.dosekit.data.phantom;
}
