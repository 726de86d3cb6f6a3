#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Returns the system's message for an error number, in a form that fits inside a sentence.
package func systemMessage(_ number: Int32) -> String {
    let text = String(cString: strerror(number))
    return text.prefix(1).lowercased() + text.dropFirst()
}
