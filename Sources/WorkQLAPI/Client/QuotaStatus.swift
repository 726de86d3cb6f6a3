package import WorkQLCatalog

/// The usage of one quota of an endpoint, as far as this client knows the calls: its own, and with
/// a shared call log those of all processes.
package struct QuotaStatus: Sendable {
    package var quota: Quota
    package var used: Int
    /// When the first of the used calls stops counting, in seconds since 1970; nil if there is
    /// none.
    package var until: Double?

    package var left: Int { max(quota.calls - used, 0) }
}

extension ServiceClient {
    /// Returns the status of each quota of an endpoint; quotas set by the user replace the
    /// documented ones.
    package func quotaStatus(of endpoint: Endpoint) async -> [QuotaStatus] {
        let unix = wire.requestClock.unixSeconds()
        let (usage, now) = await state(of: endpoint).quota.usage()
        return usage.map { usage in
            QuotaStatus(
                quota: usage.quota, used: usage.used,
                until: usage.until.map { unix + ($0 - now) / .seconds(1) })
        }
    }

    /// Returns the number of seconds until the last of `calls` calls may be sent, if all are
    /// answered at once.
    package func secondsUntilSent(_ calls: Int, of endpoint: Endpoint) async -> Double {
        await state(of: endpoint).quota.forecast(calls) / .seconds(1)
    }
}
