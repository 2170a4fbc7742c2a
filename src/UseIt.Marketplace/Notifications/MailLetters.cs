using Marten;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Notifications;

/// <summary>What most mails say: one sentence, and where to read on.</summary>
public sealed record MessageLetter(string Sentence, string Link);

/// <summary>All that somebody has not seen yet. Where there is more than fits, it says where all of it is.</summary>
public sealed record MorningLetter(int Count, IReadOnlyList<MorningLine> Messages, string? AllLink);

public sealed record MorningLine(string Sentence, string Link);

/// <summary>
/// A place in an organisation is offered. A name that could lead elsewhere, or be rung up, is left out: anybody may register one.
/// </summary>
public sealed record InvitationLetter(string? Inviter, string? Organisation, bool IdentityChecked, int Days, string Link);

/// <summary>A bid is in. It says nothing of what was bid, nor for what.</summary>
/// <param name="Reference">The bid and its version, to be read aloud on the telephone.</param>
/// <param name="Version">Which of the versions that were sent.</param>
/// <param name="ReceivedAt">When its last byte arrived, which decides.</param>
/// <param name="Link">The receipt.</param>
public sealed record ReceiptLetter(string Reference, int Version, DateTimeOffset ReceivedAt, string Link);

/// <summary>A bid arrived after the deadline.</summary>
public sealed record LateRefusalLetter(string Reference, int Version, DateTimeOffset ReceivedAt, DateTimeOffset Deadline, string Link);

/// <summary>The assessment of a bid can be read.</summary>
public sealed record ResultLetter(string Link);

/// <summary>
/// Which letter a message is mailed as. No names, amounts or words of a bid are in any: those are behind the link, for those who may see
/// them.
/// </summary>
public sealed class MailLetters(IDocumentStore store, LetterWriter letters, Settings settings)
{
    public static readonly LetterKind Message = new("letters/message", "Any other message", LetterForm.Mail, typeof(MessageLetter));
    public static readonly LetterKind Morning = new("letters/morning", "Messages of the morning", LetterForm.Mail, typeof(MorningLetter));
    public static readonly LetterKind Invitation = new("letters/invitation", "Invitation", LetterForm.Mail, typeof(InvitationLetter));
    public static readonly LetterKind Receipt = new("letters/receipt", "Receipt of a bid", LetterForm.Mail, typeof(ReceiptLetter));
    public static readonly LetterKind Late = new(
        "letters/late-refusal",
        "Refusal of a late bid",
        LetterForm.Mail,
        typeof(LateRefusalLetter)
    );
    public static readonly LetterKind Result = new("letters/result", "Result of a bid", LetterForm.Mail, typeof(ResultLetter));

    public static IReadOnlyList<LetterKind> All { get; } = [Message, Morning, Invitation, Receipt, Late, Result];

    /// <summary>The letter of a message about something.</summary>
    public async Task<WrittenText> OfAsync(string kind, Guid subject, string link, CancellationToken cancel)
    {
        var to = settings.Address + link;
        if (kind is "bid-submitted" or "bid-late")
        {
            var arrived = (await store.FetchAsync<BidArrivals>(subject, cancel)).State;
            if (kind == "bid-submitted" && arrived.Submitted is { } bid)
                return await letters.WriteAsync(
                    Receipt,
                    new ReceiptLetter(Number(subject, bid.Version), bid.Version, bid.ReceivedAt, $"{to}/receipt"),
                    cancel
                );
            if (kind == "bid-late" && arrived.Late is { } late)
                return await letters.WriteAsync(
                    Late,
                    new LateRefusalLetter(Number(subject, late.Version), late.Version, late.ReceivedAt, late.Deadline, to),
                    cancel
                );
        }
        return kind == "summary-ready"
            ? await letters.WriteAsync(Result, new ResultLetter(to), cancel)
            : await letters.WriteAsync(Message, new MessageLetter(Sentences.Of(kind), to), cancel);
    }

    public Task<WrittenText> InvitationAsync(InvitationLetter said, CancellationToken cancel) =>
        letters.WriteAsync(Invitation, said with { Link = settings.Address + said.Link }, cancel);

    public Task<WrittenText> MorningAsync(IReadOnlyList<(string Kind, string Link)> messages, int atMost, CancellationToken cancel) =>
        letters.WriteAsync(
            Morning,
            new MorningLetter(
                messages.Count,
                [.. messages.Take(atMost).Select(m => new MorningLine(Sentences.Of(m.Kind), settings.Address + m.Link))],
                messages.Count > atMost ? $"{settings.Address}/messages" : null
            ),
            cancel
        );

    private static string Number(Guid bid, int version) => BidReceiptPage.NumberOf(new Receipt(bid, version, default, []));
}

/// <summary>When a bid came in, and when one came too late.</summary>
public sealed record BidArrivals(BidSubmitted? Submitted, LateBidRefused? Late) : IState<BidArrivals>
{
    public static BidArrivals Empty { get; } = new(null, null);

    public static string StreamType => "bid";

    public BidArrivals Evolve(object fact) =>
        fact switch
        {
            BidSubmitted e => this with { Submitted = e },
            LateBidRefused e => this with { Late = e },
            _ => this,
        };
}
