#if !Encryption
    /// Stands in for the transform in a build without the trait `Encryption`, so that its absence explains itself.
    @available(*, unavailable, message: "enable the package trait 'Encryption' for this transform")
    public struct PayloadEncryption {
        /// Never called: the type is unavailable.
        public init() {}
    }
#endif
