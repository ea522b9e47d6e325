#if SQLite
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #elseif canImport(Darwin)
        internal import Darwin
    #endif

    /// A change of a file that may not have come to the disk.
    struct Change {
        /// What a disk writes whole or not at all, in bytes.
        private static let sector: Int64 = 512

        /// Where it begins; for a truncation the new size.
        let offset: Int64
        /// What was there before; shorter where the file ended.
        let old: [UInt8]
        /// The size of the file before.
        let oldSize: Int64
        /// What was written there; nil for a truncation.
        let new: [UInt8]?

        /// Takes it back.
        func undo(_ path: String) {
            withFile(path) { file in
                Self.write(old[...], at: offset, file)
                ftruncate(file, off_t(oldSize))
            }
        }

        /// Makes it again, sector by sector as the disk kept them.
        func redo(_ path: String, isKept: () -> Bool) {
            withFile(path) { file in
                guard let new else {
                    if isKept() { ftruncate(file, off_t(offset)) }
                    return
                }
                var start = 0
                while start < new.count {
                    let place = offset + Int64(start)
                    let end = min(new.count, start + Int(Self.sector - place % Self.sector))
                    if isKept() { Self.write(new[start..<end], at: place, file) }
                    start = end
                }
            }
        }

        private func withFile(_ path: String, _ body: (Int32) -> Void) {
            // The descriptor lives only here.
            let file = unsafe open(path, O_RDWR | O_CLOEXEC)
            precondition(file >= 0, "\(path) cannot be opened to lose what was written: error \(errno)")
            body(file)
            close(file)
        }

        private static func write(_ bytes: ArraySlice<UInt8>, at offset: Int64, _ file: Int32) {
            // The bytes live as long as the call.
            let count = unsafe bytes.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, $0.count, off_t(offset)) }
            precondition(count == bytes.count, "a lost write cannot be taken back: error \(errno)")
        }
    }
#endif
