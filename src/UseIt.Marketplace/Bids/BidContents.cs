using UseIt.EventStore;

namespace UseIt.Marketplace.Bids;

/// <summary>What a bid says at present, for its own team: the drafts, over what was submitted last.</summary>
public sealed class BidContents(Drafts drafts, SealedBids sealedBids, TeamKeys keys)
{
    public async Task<IReadOnlyDictionary<PartKey, BidAnswer>> ReadAsync(Stream<Bid> bid, CancellationToken cancel)
    {
        var answers = new Dictionary<PartKey, BidAnswer>();
        if (bid.State.Submitted is { } submitted)
        {
            using var key = await keys.SecretAsync(bid.Id, cancel);
            foreach (var part in submitted.Parts)
            {
                var content = await sealedBids.OpenAsync(bid.Id, bid.State, submitted.Version, part, key, cancel);
                if (!content.Is(out var read)) throw new InvalidOperationException($"Version {submitted.Version} of bid {bid.Id} does not open: {content.Refusal!.Code}.");
                foreach (var answer in read.Answers) answers[new PartKey(answer.RequirementId, answer.MemberId)] = answer.Answer;
            }
        }
        foreach (var (part, answer) in await drafts.ReadAsync(bid, cancel)) answers[part] = answer;
        return answers;
    }
}
