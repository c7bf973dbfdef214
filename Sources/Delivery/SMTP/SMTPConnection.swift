import CCurl

/// A connection that is kept from message to message: libcurl's handle, for one thread.
@safe final class SMTPConnection {
    /// A message without what only its words need.
    struct Envelope: Sendable {
        var from: String
        var to: String
        var message: [UInt8]
    }

    private static let errorLength = Int(CURL_ERROR_SIZE)
    private static let isStarted = genkan_curl_start() == CURLE_OK

    private let curl: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>

    /// - Parameter name: by which we greet.
    init?(_ settings: SMTPSettings, greetingAs name: String) {
        guard Self.isStarted, let made = unsafe curl_easy_init() else { return nil }
        unsafe curl = unsafe made
        unsafe errorText = .allocate(capacity: Self.errorLength)
        unsafe errorText.initialize(repeating: 0, count: Self.errorLength)
        guard isSet(settings, greetingAs: name) else { return nil }
    }

    deinit {
        unsafe curl_easy_cleanup(curl)
        unsafe errorText.deallocate()
    }

    /// Hands one message over; on a kept connection that the server has closed meanwhile, once more on a new one.
    func send(_ envelope: Envelope, stop: SMTPStop) -> SMTPVerdict {
        let verdict = attempt(envelope, stop: stop, isFresh: false)
        guard verdict.wasCold, !stop.isSet, !hasConnected else { return verdict }
        return attempt(envelope, stop: stop, isFresh: true)
    }

    private func attempt(_ envelope: Envelope, stop: SMTPStop, isFresh: Bool) -> SMTPVerdict {
        let talk = SMTPTalk(envelope.message, stop: stop)
        let recipients = unsafe curl_slist_append(nil, "<\(envelope.to)>")
        defer { unsafe curl_slist_free_all(recipients) }
        unsafe errorText[0] = 0
        let result: CURLcode = withExtendedLifetime(talk) {
            let context = unsafe Unmanaged.passUnretained(talk).toOpaque()
            // nobody hears what the handle says after this talk
            defer { unsafe _ = tell(nil) }
            guard unsafe tell(context), isSet(envelope, isFresh: isFresh),
                unsafe genkan_curl_set_list(curl, CURLOPT_MAIL_RCPT, recipients) == CURLE_OK
            else { return CURLE_OUT_OF_MEMORY }
            return unsafe curl_easy_perform(curl)
        }
        unsafe _ = genkan_curl_set_list(curl, CURLOPT_MAIL_RCPT, nil)
        let said = unsafe String(cString: errorText)
        let trouble = unsafe said.isEmpty ? String(cString: curl_easy_strerror(result)) : said
        return SMTPVerdict(
            isTaken: result == CURLE_OK, step: talk.step, reply: talk.reply.isEmpty ? nil : SMTPReply(talk.reply),
            trouble: trouble)
    }

    /// Whether the last attempt made a connection instead of taking the kept one.
    private var hasConnected: Bool {
        var count = 0
        return unsafe genkan_curl_get_long(curl, CURLINFO_NUM_CONNECTS, &count) != CURLE_OK || count > 0
    }

    private func isSet(_ envelope: Envelope, isFresh: Bool) -> Bool {
        unsafe genkan_curl_set_string(curl, CURLOPT_MAIL_FROM, "<\(envelope.from)>") == CURLE_OK
            && genkan_curl_set_long(curl, CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0) == CURLE_OK
    }

    private func tell(_ context: UnsafeMutableRawPointer?) -> Bool {
        let codes = [
            unsafe genkan_curl_set_read(curl, Self.read, context),
            unsafe genkan_curl_set_debug(curl, Self.hear, context),
            unsafe genkan_curl_set_progress(curl, Self.ask, context),
        ]
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    private func isSet(_ settings: SMTPSettings, greetingAs name: String) -> Bool {
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_UPLOAD, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_VERBOSE, 1), (CURLOPT_NOPROGRESS, 0),
            (CURLOPT_MAXCONNECTS, 1), (CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout),
            (CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, settings.answerTimeout / 1000)),
            (CURLOPT_TIMEOUT_MS, settings.messageTimeout), (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            (CURLOPT_USE_SSL, Int(settings.protection == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue)),
        ]
        let words: [(CURLoption, String?)] = [
            (CURLOPT_URL, settings.address(greetingAs: name)), (CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
            // what the environment names as a proxy is meant for browsers
            (CURLOPT_PROXY, ""), (CURLOPT_USERNAME, settings.user), (CURLOPT_PASSWORD, settings.password),
            (CURLOPT_CAINFO, settings.caFile),
        ]
        return unsafe genkan_curl_set_error_text(curl, errorText) == CURLE_OK
            && numbers.allSatisfy { unsafe genkan_curl_set_long(curl, $0.0, $0.1) == CURLE_OK }
            && words.allSatisfy { option, value in
                guard let value else { return true }
                return unsafe genkan_curl_set_string(curl, option, value) == CURLE_OK
            }
    }

    private static let read: curl_read_callback = { buffer, size, count, context in
        guard let buffer = unsafe buffer, let context = unsafe context else { return 0 }
        return unsafe Unmanaged<SMTPTalk>.fromOpaque(context).takeUnretainedValue().read(
            into: buffer, atMost: size * count)
    }

    private static let hear: curl_debug_callback = { _, kind, bytes, count, context in
        guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
        guard kind == CURLINFO_HEADER_IN || kind == CURLINFO_HEADER_OUT else { return 0 }
        let talk = unsafe Unmanaged<SMTPTalk>.fromOpaque(context).takeUnretainedValue()
        unsafe bytes.withMemoryRebound(to: UInt8.self, capacity: count) { start in
            let line = unsafe UnsafeBufferPointer(start: start, count: count)
            unsafe kind == CURLINFO_HEADER_IN ? talk.heard(line) : talk.said(line)
        }
        return 0
    }

    private static let ask: curl_xferinfo_callback = { context, _, _, _, _ in
        guard let context = unsafe context else { return 0 }
        return unsafe Unmanaged<SMTPTalk>.fromOpaque(context).takeUnretainedValue().isStopped ? 1 : 0
    }
}
