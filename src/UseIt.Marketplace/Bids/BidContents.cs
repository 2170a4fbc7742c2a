using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>What a bid says at present, for its own team: the drafts, over what was submitted last.</summary>
public sealed class BidContents(Drafts drafts, SealedBids sealedBids, SealedFiles files, TeamKeys keys)
{
    public async Task<IReadOnlyDictionary<PartKey, BidAnswer>> ReadAsync(Stream<Bid> bid, CancellationToken cancel)
    {
        var answers = new Dictionary<PartKey, BidAnswer>();
        foreach (var part in await SubmittedAsync(bid, cancel))
        foreach (var answer in part.Content.Answers)
            answers[new PartKey(answer.RequirementId, answer.MemberId)] = answer.Answer;
        foreach (var (part, answer) in await drafts.ReadAsync(bid, cancel))
            answers[part] = answer;
        return answers;
    }

    /// <summary>The files of its answers at present.</summary>
    public async Task<IReadOnlyList<StandingFile>> FilesAsync(Stream<Bid> bid, CancellationToken cancel) =>
        bid.State.Files.Count == 0
            ? []
            : await files.StandingAsync(bid, bid.State.Files.All(f => f.Drafted) ? [] : await SubmittedAsync(bid, cancel), cancel);

    /// <summary>What one version sealed, opened with the team's own key.</summary>
    public async Task<IReadOnlyList<OpenedPart>> SealedAsync(Guid id, Bid bid, Attempt version, CancellationToken cancel)
    {
        using var key = await keys.SecretAsync(id, cancel);
        var parts = new List<OpenedPart>();
        foreach (var part in version.Parts)
        {
            var content = await sealedBids.OpenAsync(id, bid, version.Version, part, key, cancel);
            parts.Add(
                content.Is(out var read)
                    ? read
                    : throw new InvalidOperationException($"Version {version.Version} of bid {id} does not open: {content.Refusal!.Code}.")
            );
        }
        return parts;
    }

    private async Task<IReadOnlyList<OpenedPart>> SubmittedAsync(Stream<Bid> bid, CancellationToken cancel) =>
        bid.State.Submitted is { } submitted ? await SealedAsync(bid.Id, bid.State, submitted, cancel) : [];
}
