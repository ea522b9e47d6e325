#if !Compression
    /// Stands in for the transform in a build without the trait `Compression`, so that its absence explains itself.
    @available(*, unavailable, message: "enable the package trait 'Compression' for this transform")
    public struct PayloadCompression {
        /// Never called: the type is unavailable.
        public init() {}
    }
#endif
