using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Awards;

public sealed class AwardsModule : Module;
