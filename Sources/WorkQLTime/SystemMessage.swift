#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The system's words for an error number, made to stand inside a sentence.
package func systemMessage(_ number: Int32) -> String {
    let text = String(cString: strerror(number))
    return text.prefix(1).lowercased() + text.dropFirst()
}
