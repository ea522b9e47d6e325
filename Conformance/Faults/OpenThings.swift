#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What this process holds open.
enum OpenThings {
    /// Where the system tells, 0 elsewhere.
    static var count: (descriptors: Int, threads: Int) { (entries("/dev/fd"), entries("/proc/self/task")) }

    private static func entries(_ folder: String) -> Int {
        // The handle lives until it is closed here; the entries are only counted.
        guard let handle = unsafe opendir(folder) else { return 0 }
        defer { unsafe closedir(handle) }
        var count = 0
        while unsafe readdir(handle) != nil { count += 1 }
        return count
    }
}
