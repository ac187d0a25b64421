//! The body that is being read, for the one type that stays in it.

use std::cell::RefCell;

use bytes::Bytes;

thread_local! {
    static BODY: RefCell<Option<Bytes>> = const { RefCell::new(None) };
}

/// While it lives, [`slice_of`] finds its body on this thread.
pub(super) struct InBody {
    outer: Option<Bytes>,
}

impl InBody {
    pub(super) fn enter(body: Bytes) -> Self {
        Self { outer: BODY.replace(Some(body)) }
    }
}

impl Drop for InBody {
    fn drop(&mut self) {
        BODY.replace(self.outer.take());
    }
}

/// Whether a body is being read on this thread.
pub(super) fn is_entered() -> bool {
    BODY.with_borrow(Option::is_some)
}

/// The text as a part of the body that is being read, if it is one: no copy is made.
pub(super) fn slice_of(text: &str) -> Option<Bytes> {
    BODY.with_borrow(|body| {
        let body = body.as_ref()?;
        let start = text.as_ptr().addr().checked_sub(body.as_ptr().addr())?;
        let end = start.checked_add(text.len())?;
        (end <= body.len()).then(|| body.slice(start..end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_in_the_body_is_a_slice_of_it() {
        let body = Bytes::from("in the body".to_owned());
        let text = str::from_utf8(&body).unwrap();
        assert_eq!(slice_of(text), None);
        let entered = InBody::enter(body.clone());
        assert!(is_entered());
        assert_eq!(slice_of(&text[3..6]).unwrap().as_ptr(), text[3..].as_ptr());
        assert_eq!(slice_of(&String::from("in the body")), None);
        drop(entered);
        assert_eq!(slice_of(text), None);
    }

    #[test]
    fn an_inner_read_gives_the_outer_its_body_back() {
        let outer = InBody::enter(Bytes::from_static(b"outer"));
        drop(InBody::enter(Bytes::from_static(b"inner")));
        assert!(is_entered());
        drop(outer);
        assert!(!is_entered());
    }
}
