#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kudosity_webhook_fuzz::authenticators::check(data));
