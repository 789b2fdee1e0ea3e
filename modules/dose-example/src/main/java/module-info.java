/** An application of somebody else, with DoseKit on its module path. */
module com.example.clinic {
  requires org.dosekit.core;
  requires org.dosekit.eval;
  requires org.dosekit.export;
}
