enum OnboardingPlaceholder {}
