/// Which Holdfast this is.
public enum Release {
    /// The version of Holdfast, of all its products.
    public static let version = "0.1.0"
}
