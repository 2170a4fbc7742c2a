using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Consortia;

public sealed class ConsortiaModule : Module;
