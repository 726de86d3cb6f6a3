extension Service {
    package static let tencentMeeting = Service(
        name: "tencent_meeting", title: "Tencent Meeting", baseURL: "https://api.meeting.qq.com",
        authorization: .signature,
        failures: FailureMarks(
            codes: ["error_info.error_code", "error_info.new_error_code"],
            message: "error_info.message", holdsListOrMarks: true,
            meanings: ErrorCode.tencentMeeting),
        keys: [
            .tencentMeetingBaseURL, .tencentMeetingAppID, .tencentMeetingSdkID,
            .tencentMeetingSecretID, .tencentMeetingSecretKey, .tencentMeetingOperatorID,
        ], addressCode: 500_125)
}

extension ServiceKey {
    package static let tencentMeetingBaseURL = ServiceKey.address(of: "tencent_meeting")
    package static let tencentMeetingAppID = ServiceKey(
        "app_id", of: "tencent_meeting", .number, meaning: "the id of the enterprise",
        origin: "企业管理 > 高级 > REST API: AppId")
    package static let tencentMeetingSdkID = ServiceKey(
        "sdk_id", of: "tencent_meeting", .number, isRequired: false,
        meaning: "the SDK id, only where one is assigned", origin: nil)
    package static let tencentMeetingSecretID = ServiceKey(
        "secret_id", of: "tencent_meeting", .identifier, meaning: "the id of the secret key",
        origin: "the same: Secret ID")
    package static let tencentMeetingSecretKey = ServiceKey(
        "secret_key", of: "tencent_meeting", .secret,
        meaning: "the key that signs requests; it is never sent", origin: "the same: Secret Key")
    package static let tencentMeetingOperatorID = ServiceKey(
        "operator_id", of: "tencent_meeting", .identifier,
        meaning: "the userid on whose behalf recordings are read",
        origin: "userid of a person who may see the recordings")
}
